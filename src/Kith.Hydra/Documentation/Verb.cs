namespace Kith.Hydra;

/// <summary>One of the common verbs of a resource, in the words that every documentation uses of it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="IsOfCollection">Whether it is sent to the collection, not to an item.</param>
/// <param name="Id">Its name for programs, unique in the API.</param>
/// <param name="Summary">What it does, as a title.</param>
/// <param name="Description">What it does, as a sentence or more.</param>
/// <param name="Action">The kind of action at schema.org.</param>
public sealed record Verb(string Method, bool IsOfCollection, string Id, string Summary, string Description, string Action)
{
    /// <summary>The verbs of a resource: those of its collection, then those of its items.</summary>
    public static IReadOnlyList<Verb> Of(Resource resource)
    {
        if (!resource.HasAddress)
            return [];
        var (one, many, type) = (WithArticle(resource.Singular), resource.Plural, resource.Type);
        var list = new Verb("GET", true, $"get{type}Collection", $"List {many}", $"Retrieve a paginated list of {many}{OrderOf(resource)}.", "FindAction");
        var get = new Verb("GET", false, $"get{type}", $"Retrieve {one}", $"Get a single {resource.Singular} by ID.", "FindAction");
        if (resource.MadeInOrder is not null || resource.IsWrittenByServer)
            return [list, get];
        return
        [
            list,
            new("POST", true, $"post{type}", $"Create a new {resource.Singular}", $"Creates {one}.", "CreateAction"),
            get,
            new("PUT", false, $"put{type}", $"Update {one}", $"Replaces all fields of {one}: what the body leaves out takes its default.", "ReplaceAction"),
            new("PATCH", false, $"patch{type}", $"Partially update {one}",
                $"Updates specific fields of an existing {resource.Singular}: what the body leaves out stays, null removes, a list is replaced as a whole (RFC 7396).", "UpdateAction"),
            new("DELETE", false, $"delete{type}", $"Delete {one}", $"Deletes {one}.", "DeleteAction"),
        ];
    }

    private static string OrderOf(Resource resource)
    {
        if (resource.MadeInOrder is { } order)
            return $", {order}";
        var keys = resource.DefaultOrder.Select(key => $"{key.Field.Name} {(key.IsDescending ? "descending" : "ascending")}").Append("id ascending");
        var searched = resource.Filters.OfType<RelevanceFilter>().Any() ? ", or by relevance where q is given," : "";
        return $", ordered by {string.Join(", then ", keys)}{searched} unless another order is asked for";
    }

    private static string WithArticle(string noun) => $"{(noun[0] is 'a' or 'e' or 'i' or 'o' ? "an" : "a")} {noun}";
}
