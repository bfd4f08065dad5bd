using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using CommunityToolkit.HighPerformance.Buffers;

namespace Kith.Hydra;

/// <summary>One page of a collection on its way out (wire-semantics §2).</summary>
/// <param name="Resource">What is listed.</param>
/// <param name="Iri">The IRI of the collection, without query.</param>
/// <param name="Parameters">The query string that asked for it.</param>
/// <param name="Query">What it was understood as.</param>
/// <param name="TotalItems">How many members there are on all pages; it need not be known when only the page was asked for.</param>
public sealed record CollectionPage(Resource Resource, string Iri, QueryString Parameters, Query Query, long? TotalItems)
{
    /// <summary>What is written around the members takes about so many bytes.</summary>
    private const int EnvelopeLength = 4096;

    /// <summary>Who asks for a page alone is told no total, whether it is known or not: answers do not change their shape by chance.</summary>
    private long? Total => Query.IsPartial ? null : TotalItems;

    private long LastPage => Query.ItemsPerPage == 0 ? 1 : Math.Max(1, (Total.GetValueOrDefault() + Query.ItemsPerPage - 1) / Query.ItemsPerPage);

    /// <summary>What the link to a page is without its number: names and values are percent-encoded.</summary>
    private readonly string _pages = $"{Iri}?{Parameters.ToPages(Query.ItemsPerPage)}page=";

    private string Link(long page) => _pages + page.ToString(CultureInfo.InvariantCulture);

    /// <summary>The answer with the members that <paramref name="writeMember"/> prints.</summary>
    /// <param name="members">The members.</param>
    /// <param name="length">How many bytes they have, about.</param>
    /// <param name="writeMember">Prints a member.</param>
    /// <param name="format">The form of the answer.</param>
    public Answer ToAnswer<T>(IReadOnlyList<T> members, int length, Action<ArrayPoolBufferWriter<byte>, T> writeMember, Format format)
    {
        // Given back when the answer is sent.
        var buffer = new ArrayPoolBufferWriter<byte>(EnvelopeLength + length + (members.Count * Representation.EnvelopeLength));
        if (format == Format.JsonLd)
            WriteText(buffer, $"{{\"@context\":\"/contexts/{Resource.Type}\",\"@id\":\"{Iri}\",\"@type\":\"Collection\",{(Total is { } total ? $"\"totalItems\":{total}," : "")}\"member\":");
        buffer.Write("["u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                buffer.Write(","u8);
            writeMember(buffer, members[i]);
        }
        buffer.Write("]"u8);
        if (format == Format.Json)
            return Tagged(new Answer(200) { MediaType = MediaTypes.Json, Body = buffer.WrittenMemory, Memory = buffer, Headers = PagingHeaders(members.Count) });
        WriteView(buffer, members.Count);
        SearchTemplate.Write(buffer, Resource, Iri);
        buffer.Write("}"u8);
        return Tagged(new Answer(200) { MediaType = MediaTypes.JsonLd, Body = buffer.WrittenMemory, Memory = buffer });
    }

    /// <summary>A page has no revision of its own: its entity tag is made of its bytes, and of the total that a bare array does not hold.</summary>
    private Answer Tagged(Answer answer) => answer with { ETag = $"\"{XxHash3.HashToUInt64(answer.Body.Span, Total ?? -1):x16}\"" };

    /// <summary>
    /// <c>view</c> is always there, names the page that was asked for, and never links to a page that is not
    /// (wire-semantics B3, B4).
    /// </summary>
    private void WriteView(ArrayPoolBufferWriter<byte> buffer, int members)
    {
        WriteText(buffer, $",\"view\":{{\"@id\":\"{Link(Query.Page)}\",\"@type\":\"PartialCollectionView\"");
        foreach (var (relation, page) in Neighbours(members))
            WriteText(buffer, $",\"{(relation == "prev" ? "previous" : relation)}\":\"{Link(page)}\"");
        buffer.Write("}"u8);
    }

    /// <summary>A bare array has no room for paging: <c>Link</c> (RFC 8288) and <c>X-Total-Count</c> carry it.</summary>
    private List<KeyValuePair<string, string>> PagingHeaders(int members)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (Neighbours(members).Select(neighbour => $"<{Link(neighbour.Page)}>; rel=\"{neighbour.Relation}\"").ToList() is [_, ..] links)
            headers.Add(new("Link", string.Join(", ", links)));
        if (Total is { } total)
            headers.Add(new("X-Total-Count", total.ToString(CultureInfo.InvariantCulture)));
        return headers;
    }

    /// <summary>Without a total, all that is known of the next page is whether this one is full.</summary>
    private IEnumerable<(string Relation, long Page)> Neighbours(int members)
    {
        if (Total is null)
        {
            if (Query.Page > 1)
                yield return ("prev", Query.Page - 1);
            if (members > 0 && members == Query.ItemsPerPage)
                yield return ("next", Query.Page + 1);
            yield break;
        }
        yield return ("first", 1);
        yield return ("last", LastPage);
        if (Query.Page > 1)
            yield return ("prev", Math.Min(Query.Page - 1, LastPage));
        if (Query.Page < LastPage)
            yield return ("next", Query.Page + 1);
    }

    private static void WriteText(ArrayPoolBufferWriter<byte> buffer, string text) => Encoding.UTF8.GetBytes(text, buffer);
}

/// <summary>The <c>search</c> of a collection: an RFC 6570 template whose variables are percent-encoded names (wire-semantics B2).</summary>
public static class SearchTemplate
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Resource, byte[]> Prepared = [];

    /// <summary>Writes the member of the collection's object, comma first.</summary>
    internal static void Write(ArrayPoolBufferWriter<byte> buffer, Resource resource, string iri)
    {
        buffer.Write(",\"search\":{\"@type\":\"IriTemplate\",\"template\":\""u8);
        Encoding.UTF8.GetBytes(iri, buffer);
        buffer.Write(Prepared.GetValue(resource, Prepare));
    }

    /// <summary>The parameters of a collection, paging included, in the order in which they are shown.</summary>
    public static IEnumerable<ParameterDescription> Parameters(Resource resource) =>
    [
        new("page", "page", "The collection page number.", new() { ["type"] = "integer", ["format"] = "int64", ["minimum"] = 1, ["maximum"] = Query.MaximumPage, ["default"] = 1 }),
        new("itemsPerPage", "itemsPerPage", "The number of items per page; more than the maximum is served as the maximum.",
            new() { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = Query.MaximumItemsPerPage, ["default"] = Query.DefaultItemsPerPage }),
        new("partial", "partial", "With true, only the page, without how many members there are: totalItems, first and last are left out, and nothing is counted for them.",
            new() { ["type"] = "boolean", ["default"] = false }) { IsOptional = true },
        .. resource.Filters.SelectMany(filter => filter.Parameters),
        new("view", "view", "With \"idx\", each member is only its @id, @type and id.", new() { ["type"] = "string", ["enum"] = new System.Text.Json.Nodes.JsonArray("idx") }) { IsOptional = true },
    ];

    /// <summary>What follows the IRI: the same for every page, so it is put together once.</summary>
    private static byte[] Prepare(Resource resource)
    {
        var variables = Parameters(resource).Select(parameter => (Variable: Encode(parameter.Name), parameter.Property)).ToList();
        var mapping = variables.Select(variable =>
            $"{{\"@type\":\"IriTemplateMapping\",\"variable\":\"{variable.Variable}\",\"property\":\"{variable.Property}\",\"required\":false}}");
        return Encoding.UTF8.GetBytes(
            $"{{?{string.Join(',', variables.Select(variable => variable.Variable))}}}\",\"variableRepresentation\":\"BasicRepresentation\",\"mapping\":[{string.Join(',', mapping)}]}}");
    }

    private static string Encode(string name) =>
        name.Replace("[", "%5B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);
}
