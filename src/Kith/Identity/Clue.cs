using System.Text.Json.Nodes;

namespace Kith.Identity;

/// <summary>Something that somebody may be recognised by.</summary>
/// <param name="Origin">What it was made of: of the clues of one origin, only the best counts.</param>
/// <param name="Kind">The kind of identifier in the index.</param>
/// <param name="Value">The normal form.</param>
/// <param name="Confidence">How sure it makes, from 0 to 1, that whoever has it alone is meant.</param>
/// <param name="IsStrong">Whether it is enough by itself.</param>
/// <param name="Words">What is said of whoever has it.</param>
internal sealed record Clue(int Origin, string Kind, string Value, double Confidence, bool IsStrong, string Words)
{
    /// <summary>The clues that a document gives.</summary>
    public static IReadOnlyList<Clue> Of(JsonObject person, string country)
    {
        var clues = new List<Clue>();
        foreach (var email in person["emailAddresses"]?.AsArray() ?? [])
            clues.AddEmail(email!["email"]!.GetValue<string>());
        foreach (var phone in person["phoneNumbers"]?.AsArray() ?? [])
            clues.AddPhone(phone!["phoneNumber"]!.GetValue<string>(), country);
        clues.AddLinkedIn(person["linkedinId"]?.GetValue<string>());
        clues.AddCustomer(person["customerId"]?.GetValue<string>(), person["externalSource"]?.GetValue<string>());
        return clues;
    }

    /// <summary>The clues that a text gives which may be an identifier of any kind.</summary>
    public static IReadOnlyList<Clue> Of(string text, string country)
    {
        var clues = new List<Clue>();
        clues.AddEmail(text);
        clues.AddPhone(text, country);
        clues.AddLinkedIn(text);
        clues.AddCustomer(text, source: null);
        // It is one thing, whatever it is.
        return [.. clues.Select(clue => clue with { Origin = 0 })];
    }
}

/// <summary>The clues that identifiers of each kind give, from the surest to the least.</summary>
internal static class Clues
{
    public static void AddEmail(this List<Clue> clues, string? text)
    {
        if (text is null || Email.Kind.Normalize(text, "") is not { } normal)
            return;
        var (origin, mailbox) = (clues.Count, Email.Mailbox(normal));
        if (Email.IsRole(normal))
        {
            clues.Add(new(origin, Email.Kind.Name, normal, 0.3, IsStrong: false, $"same e-mail address {normal}, which is nobody's own"));
            return;
        }
        clues.Add(new(origin, Email.Kind.Name, normal, 0.95, IsStrong: true, $"same e-mail address {normal}"));
        // Who has the mailbox itself as an address has no clue of it beside.
        if (mailbox != normal)
            clues.Add(new(origin, Email.Kind.Name, mailbox, 0.6, IsStrong: false, SameMailbox(mailbox)));
        clues.Add(new(origin, Email.MailboxKind, mailbox, 0.6, IsStrong: false, SameMailbox(mailbox)));
    }

    public static void AddPhone(this List<Clue> clues, string? text, string country)
    {
        if (text is not null && Phone.Kind.Normalize(text, country) is { } normal)
            clues.Add(new(clues.Count, Phone.Kind.Name, normal, 0.85, IsStrong: true, $"same phone number {normal}"));
    }

    public static void AddLinkedIn(this List<Clue> clues, string? text)
    {
        if (text is not null && LinkedIn.Kind.Normalize(text, "") is { } normal)
            clues.Add(new(clues.Count, LinkedIn.Kind.Name, normal, 0.97, IsStrong: true, $"same LinkedIn id {normal}"));
    }

    public static void AddCustomer(this List<Clue> clues, string? text, string? source)
    {
        if (text is null || CustomerId.Kind.Normalize(text, "") is not { } normal)
            return;
        var origin = clues.Count;
        if (CustomerId.ExternalOf(source, text) is { } external)
            clues.Add(new(origin, CustomerId.External, external, 0.99, IsStrong: true, $"same customer id {text.Trim()} of {source!.Trim()}"));
        clues.Add(new(origin, CustomerId.Kind.Name, normal, 0.9, IsStrong: true, $"same customer id {text.Trim()}"));
    }

    private static string SameMailbox(string mailbox) => $"same mailbox {mailbox} without dots and tag";
}
