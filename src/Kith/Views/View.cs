using System.Text.Json.Nodes;
using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Views;

/// <summary>What somebody looks at again and again: filters, an order and columns of a list, under a name.</summary>
internal static class View
{
    public const string People = "people", Organizations = "organizations";

    public static readonly Resource Resource = Declared();

    private static Resource Declared()
    {
        var isPrivate = Boolean("isPrivate").FalseWhenAbsent().Indexed().Describe("A private view exists only for its author.");
        var author = Link("author", to: () => User.Resource).Kept().WhenAbsent((_, reading) => Iri.Of(User.Resource, reading.Caller.User))
            .Describe("Whose view it is: the caller; only an admin may make one for another user.");
        return new Resource("views", "View",
        [
            Text("title").Required().Describe("What the view is called.", "My customers in Utrecht"),
            Choice("list", People, Organizations).WhenAbsent((_, _) => People).Describe("The list that it is a view of."),
            Text("query").Max(4_000).Describe("Filters and order, as the address of the page has them; empty for everybody.", "owner=me&sort=-createdAt"),
            Text("columns").Max(1_000).Describe("The columns in their order, with commas between them, behind a colon their width in pixels where it was changed; the usual ones when absent.", "email,phone:200,tags"),
            Integer("sequence").Describe("Its position among the views."),
            isPrivate,
            author,
            Instant("createdAt").SetAtCreation().Describe("When the view was created."),
            Instant("updatedAt").SetAtChange().Describe("When something last changed."),
        ])
            .PrivateTo(author, isPrivate)
            .Ruled(CheckAuthor)
            .Describe("A view of a list: filters, order and columns under a name, for one user or for all.");
    }

    /// <summary>Others use a shared view; its author and admins change it.</summary>
    private static Problem? CheckAuthor(Caller caller, JsonObject? before, JsonObject? after)
    {
        var self = Iri.Of(User.Resource, caller.User);
        var (author, authorBefore) = (AuthorOf(after) ?? self, before is null ? self : AuthorOf(before));
        if (!caller.IsAdmin && (author != self || authorBefore != self))
            return new Problem(403, "Access Denied: only its author or an admin may change a view.");
        if (after?["isPrivate"]?.GetValue<bool>() == true && author != self)
            return new Problem(403, "Access Denied: only its author may make a view private (isPrivate).");
        return null;
    }

    private static string? AuthorOf(JsonObject? view) => view?["author"]?.GetValue<string>();
}
