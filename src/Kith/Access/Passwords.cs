using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kith.Access;

/// <summary>
/// Which passwords can be chosen, and how they are kept: long enough, and not among those that everybody tries first. What letters
/// they are made of does not count (NIST SP 800-63B §3.1.1.2).
/// </summary>
internal sealed class Passwords
{
    public const int MinimumLength = 10;
    public const int MaximumLength = 256;

    /// <summary>PBKDF2 with HMAC-SHA-512, as often as OWASP advises for it.</summary>
    private const int Iterations = 210_000;

    private static readonly HashSet<string> Common = ReadCommon();

    /// <summary>Hashing takes a tenth of a second of a processor: whoever tries many passwords must not take all of them from others.</summary>
    private static readonly SemaphoreSlim Places = new(Math.Max(1, Environment.ProcessorCount / 2));

    private readonly PasswordHasher<KeyCaller> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    private readonly string _nobodys;

    public Passwords() => _nobodys = _hasher.HashPassword(null!, "nobody's");

    /// <summary>Says why a password cannot be chosen; null when it can.</summary>
    /// <param name="password">The password.</param>
    /// <param name="email">The e-mail address of who chooses it.</param>
    public static Problem? Check(string password, string email)
    {
        var length = password.EnumerateRunes().Count();
        return length < MinimumLength ? SignInProblem.Password("short", $"A password has {MinimumLength} characters or more.")
            : length > MaximumLength ? SignInProblem.Password("long", $"A password has {MaximumLength} characters or less.")
            : IsAddress(password, email) ? SignInProblem.Password("email", "The password is the e-mail address: others try that first.")
            : Common.Contains(password.ToLowerInvariant()) ? SignInProblem.Password("common", "This password is among the most common ones: others try those first.")
            : null;
    }

    public async ValueTask<string> HashAsync(string password)
    {
        await Places.WaitAsync();
        try
        {
            return _hasher.HashPassword(null!, Normalize(password));
        }
        finally
        {
            Places.Release();
        }
    }

    /// <summary>Compares a password with a hash; when there is none, that takes as long and fails.</summary>
    public async ValueTask<PasswordVerificationResult> VerifyAsync(string? hash, string password)
    {
        if (password.Length > MaximumLength * 2)
            password = "";
        await Places.WaitAsync();
        try
        {
            var result = _hasher.VerifyHashedPassword(null!, hash ?? _nobodys, Normalize(password));
            return hash is null ? PasswordVerificationResult.Failed : result;
        }
        finally
        {
            Places.Release();
        }
    }

    /// <summary>The same password, whichever keyboard it was typed on. What is no text has no other form.</summary>
    private static string Normalize(string password) =>
        password.Contains('\uFFFE') || password.EnumerateRunes().Any(static rune => rune == Rune.ReplacementChar) ? password : password.Normalize(NormalizationForm.FormKC);

    private static bool IsAddress(string password, string email) =>
        string.Equals(password, email, StringComparison.OrdinalIgnoreCase) || string.Equals(password, email.Split('@')[0], StringComparison.OrdinalIgnoreCase);

    private static HashSet<string> ReadCommon()
    {
        using var reader = new StreamReader(typeof(Passwords).Assembly.GetManifestResourceStream("Kith.Access.CommonPasswords.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
