using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kith.Identity;

/// <summary>E-mail addresses: what is plausible, and when two are the same.</summary>
internal static partial class Email
{
    /// <summary>Two addresses are the same when only case differs; <c>mailto:</c> in front does not count.</summary>
    public static readonly IdentifierKind Kind = new("email", static (text, _) => Normalize(text));

    /// <summary>The kind of <see cref="Mailbox"/> in the index.</summary>
    public const string MailboxKind = "mailbox";

    /// <summary>Plausible, not deliverable: international addresses pass, a missing domain does not.</summary>
    public static readonly TextRule Syntax = new(
        "This value is not a valid email address.", ViolationCodes.Email, text => Plausible().IsMatch(text), Format: "idn-email");

    /// <summary>What a document's addresses lead to, where that is another address: who has that one is found by it already.</summary>
    public static IEnumerable<string> MailboxesOf(JsonObject document) =>
        from item in document["emailAddresses"]?.AsArray() ?? []
        let normal = Normalize(item!["email"]!.GetValue<string>())
        where normal is not null && Mailbox(normal) != normal
        select Mailbox(normal);

    private static string? Normalize(string text)
    {
        var address = text.Trim();
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            address = address["mailto:".Length..];
        return address.Contains('@') && !address.Any(static letter => char.IsWhiteSpace(letter) || letter == '\uFFFE') ? address.Normalize().ToLowerInvariant() : null;
    }

    [GeneratedRegex("""
        ^(?!\.)(?!.*\.\.)[^\s@"(),:;<>\[\]\\\p{C}]{1,64}(?<!\.)@([\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])\z
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Plausible();
}
