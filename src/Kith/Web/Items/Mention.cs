using System.Text.Json.Nodes;
using Kith.Notes;

namespace Kith.Web.Items;

/// <summary>Somebody who can be named in a note.</summary>
/// <param name="Title">What they are called.</param>
/// <param name="About">What tells them from others of the same name.</param>
/// <param name="Icon">The id of their symbol.</param>
/// <param name="Markdown">What stands in the note.</param>
public sealed record Mention(string Title, string About, string Icon, string Markdown)
{
    private const int MostColleagues = 4, MostPeople = 6;

    /// <summary>From so many letters on, people are looked for; colleagues are few.</summary>
    private const int LeastLetters = 2;

    /// <summary>Finds colleagues, and people of the list, by some letters.</summary>
    internal static async Task<IReadOnlyList<Mention>> FindAsync(Api api, Titles titles, Texts texts, string text)
    {
        var colleagues = (await titles.AllAsync("/users"))
            .Where(user => Titles.Of(user).Split(' ').Append(Titles.Of(user)).Any(name => name.StartsWith(text, StringComparison.CurrentCultureIgnoreCase)))
            .Take(MostColleagues).Select(user => Of(user, texts["Colleague"], "people"));
        if (text.Length < LeastLetters)
            return [.. colleagues];
        var people = await api.GetAsync($"/people?itemsPerPage={MostPeople}&partial=true&exists[archivedAt]=false&q={Uri.EscapeDataString(text)}");
        return [.. colleagues, .. people.Members.Select(person => Of(person, AboutOf(person), "person"))];
    }

    private static Mention Of(JsonObject somebody, string about, string icon)
    {
        var title = Titles.Of(somebody);
        return new Mention(title, about, icon, NoteLinks.Link($"@{title}", somebody.Iri));
    }

    private static string AboutOf(JsonObject person) => person.Text("jobTitle") ?? (person.Objects("emailAddresses") is [var first, ..] ? first.Text("email") : null) ?? "";
}
