using System.Globalization;

namespace Kith.Access;

/// <summary>Why somebody could not sign in or choose a password, with a code that pages have words for.</summary>
internal static class SignInProblem
{
    private const string Member = "code";

    /// <summary>The same whether there is such a user or not.</summary>
    public static readonly Problem Credentials = Of(401, "credentials", "The e-mail address or the password is not right.");

    public static readonly Problem SeveralTenants = Of(409, "tenant", "This e-mail address and password are known in several tenants: say which.");

    public static readonly Problem Insecure = Of(403, "insecure", "Passwords are taken over https only, or on the machine of the server itself.");

    public static readonly Problem Form = Of(400, "form", "The form is too old. Try again.");

    public static readonly Problem Link = Of(404, "link", "This link was used already, or has expired. Ask for a new one.");

    public static readonly Problem Provider = Of(401, "oidc", "The provider did not say who you are, or you are not known here: ask an admin.");

    public static Problem Paused(long seconds) => Of(429, "paused", $"Too many attempts. Try again in {seconds} s.") with
    {
        Headers = [new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))],
    };

    /// <summary>A password that cannot be chosen.</summary>
    public static Problem Password(string reason, string message) =>
        Problem.Unprocessable("password", message, ViolationCodes.Form) with { Extensions = new() { [Member] = $"password-{reason}" } };

    /// <summary>The code of one of these.</summary>
    public static string CodeOf(Problem problem) => problem.Extensions?[Member]?.GetValue<string>() ?? "form";

    private static Problem Of(int status, string code, string detail) => new(status, detail) { Extensions = new() { [Member] = code } };
}
