namespace Kith.Identity;

internal static partial class Email
{
    private static readonly string[] Roles =
    [
        "admin", "administration", "administratie", "billing", "contact", "enquiries", "facturen", "finance", "hello", "help", "helpdesk", "hr", "info",
        "inkoop", "invoice", "invoices", "jobs", "kontakt", "mail", "marketing", "noreply", "no-reply", "office", "order", "orders", "post", "postmaster",
        "press", "receptie", "reception", "sales", "secretariaat", "service", "support", "team", "verkoop", "webmaster",
    ];

    /// <summary>
    /// Whose mailbox a normal address probably leads to: what follows a plus sign is a tag, and Gmail does not see dots. Weak, since
    /// other providers may do otherwise.
    /// </summary>
    public static string Mailbox(string normal)
    {
        var at = normal.LastIndexOf('@');
        var (local, domain) = (normal[..Math.Max(at, 0)], normal[(at + 1)..]);
        if (local.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus)
            local = local[..plus];
        if (domain is "gmail.com" or "googlemail.com")
            (local, domain) = (local.Replace(".", "", StringComparison.Ordinal), "gmail.com");
        return local.Length > 0 ? $"{local}@{domain}" : normal;
    }

    /// <summary>Whether a normal address is that of a task and not of a person: <c>info@</c>, <c>sales@</c>.</summary>
    public static bool IsRole(string normal)
    {
        var mailbox = Mailbox(normal);
        return Roles.Contains(mailbox[..Math.Max(mailbox.LastIndexOf('@'), 0)]);
    }
}
