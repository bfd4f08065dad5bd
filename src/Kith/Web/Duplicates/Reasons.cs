namespace Kith.Web.Duplicates;

/// <summary>Why people may be the same, in the words of the API, and how much each says by itself.</summary>
/// <param name="L">The words of the reader.</param>
internal sealed class Reasons(Texts L)
{
    /// <summary>What one person has: somebody else with the same is rare.</summary>
    private static readonly string[] Personal =
        ["Same LinkedIn profile", "Same e-mail address", "Same mailbox, its address written in another way", "Same customer id", "Same mobile number"];

    /// <summary>All of them, for a filter.</summary>
    public IReadOnlyList<(string Reason, string Text)> All => [.. Identity.Likeness.Words.Select(reason => (reason, InWords(reason)))];

    /// <summary>Whether the reasons are enough to merge without a look: more than a name, an office or a phone that several people may have.</summary>
    public static bool AreEnough(IReadOnlyList<string> reasons) => reasons.Any(Personal.Contains);

    /// <summary>A reason in the language of the reader.</summary>
    public string InWords(string reason) => reason switch
    {
        "Same LinkedIn profile" => L["Same LinkedIn profile"],
        "Same e-mail address" => L["Same e-mail address"],
        "Same mailbox, its address written in another way" => L["Same mailbox, its address written in another way"],
        "Same customer id" => L["Same customer id"],
        "Same mobile number" => L["Same mobile number"],
        "Same phone number" => L["Same phone number"],
        "Same name" => L["Same name"],
        "One given name is a form of the other" => L["One given name is a form of the other"],
        "Names that differ by a typing error" => L["Names that differ by a typing error"],
        "Given name and family name exchanged" => L["Given name and family name exchanged"],
        "One name is part of the other" => L["One name is part of the other"],
        "E-mail addresses that differ by a typing error" => L["E-mail addresses that differ by a typing error"],
        "Same organization" => L["Same organization"],
        "Same address" => L["Same address"],
        "Same job title" => L["Same job title"],
        _ => reason,
    };
}
