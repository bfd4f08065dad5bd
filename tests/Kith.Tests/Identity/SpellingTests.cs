using CsCheck;
using Kith.Identity;

namespace Kith.Tests.Identity;

/// <summary>Whatever the spelling, there is one normal form, and it is its own.</summary>
public sealed class SpellingTests
{
    private static readonly Gen<string> Word = Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789"].Array[1, 12].Select(letters => new string(letters));
    private static readonly Gen<string> Domain = Gen.Select(Word, OneOf("com", "nl", "co.uk"), static (name, end) => $"{name}.{end}");
    private static readonly Gen<string> Anything = Gen.String[Gen.Char["aé Å.+-@ \u00a0\ufdfaß1/:İ\u200b"], 0, 40];

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    [Fact]
    public void An_address_is_the_same_in_any_case_and_behind_mailto() => Gen.Select(Word, Domain).Sample((local, domain) =>
    {
        var normal = Email.Kind.Normalize($"{local}@{domain}", "NL");
        Assert.Equal(normal, Email.Kind.Normalize($" MAILTO:{local.ToUpperInvariant()}@{domain.ToUpperInvariant()} ", "NL"));
        Assert.Equal(normal, Email.Kind.Normalize(normal!, "NL"));
    });

    [Fact]
    public void A_tag_does_not_make_another_mailbox_and_a_name_does() => Gen.Select(Word, Word, Domain).Sample((local, tag, domain) =>
    {
        var address = $"{local}@{domain}";
        Assert.Equal(address, Email.Mailbox($"{local}+{tag}@{domain}"));
        Assert.Equal(address, Email.Mailbox(address));
        Assert.NotEqual(Email.Mailbox($"{tag}{local}@{domain}"), Email.Mailbox(address));
    });

    [Fact]
    public void Gmail_sees_no_dots_and_others_do() => Gen.Select(Word, Word, Domain).Sample((first, second, domain) =>
    {
        foreach (var same in (string[])[$"{first}.{second}@gmail.com", $"{first}.{second}@googlemail.com", $"{first}{second}+x@gmail.com"])
            Assert.Equal($"{first}{second}@gmail.com", Email.Mailbox(same));
        Assert.NotEqual(Email.Mailbox($"{first}.{second}@{domain}"), Email.Mailbox($"{first}{second}@{domain}"));
    });

    [Fact]
    public void A_mailbox_is_its_own_whatever_the_address() => Anything.Sample(text =>
    {
        if (Email.Kind.Normalize(text, "NL") is { } normal)
            Assert.Equal(Email.Mailbox(normal), Email.Mailbox(Email.Mailbox(normal)));
    });

    [Theory]
    [InlineData("info@example.com", true)]
    [InlineData("sales+nl@example.com", true)]
    [InlineData("informatics@example.com", false)]
    [InlineData("jan.info@example.com", false)]
    public void A_task_is_told_from_a_person(string address, bool isRole) => Assert.Equal(isRole, Email.IsRole(address));

    [Fact]
    public void A_number_is_the_same_however_it_is_grouped_and_dialled() =>
        Gen.Select(Gen.Int[10_000_000, 99_999_999], OneOf("", " ", "-", ".", ") "), Gen.Int[1, 6]).Sample((number, separator, place) =>
        {
            var digits = $"{number}";
            var grouped = $"6{digits[..place]}{separator}{digits[place..]}";
            foreach (var spelling in (string[])[$"0{grouped}", $"+31{grouped}", $"0031 {grouped}", $"tel:+31-{grouped}", $"+31 (0){grouped}", $"\u200e+31 {grouped}"])
                Assert.Equal($"+316{digits}", Phone.Kind.Normalize(spelling, "NL"));
            Assert.Equal($"+316{digits}", Phone.Kind.Normalize($"+316{digits}", "US"));
            Assert.Equal($"+316{digits};ext=12", Phone.Kind.Normalize($"0{grouped} ext. 12", "NL"));
        });

    [Fact]
    public void A_customer_id_is_the_same_in_any_case_and_has_an_end() => Anything.Sample(text =>
    {
        var normal = CustomerId.Kind.Normalize(text, "NL");
        Assert.Equal(normal, CustomerId.Kind.Normalize($"  {text}\t", "NL"));
        Assert.True(normal is null or { Length: > 0 and <= 255 });
        if (normal is not null)
            Assert.Equal(normal, CustomerId.Kind.Normalize(normal, "NL"));
        Assert.Equal(normal is null, CustomerId.ExternalOf("crm", text) is null);
        Assert.Null(CustomerId.ExternalOf(" ", text));
    });

    [Theory]
    [InlineData("C-1042", " c-1042 ")]
    [InlineData("Ångström 1", "ANGSTROM  1")]
    public void A_customer_id_is_folded(string one, string other) => Assert.Equal(CustomerId.Kind.Normalize(one, "NL"), CustomerId.Kind.Normalize(other, "NL"));
}
