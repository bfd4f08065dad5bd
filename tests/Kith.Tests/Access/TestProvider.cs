using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Kith.Tests.Access;

/// <summary>A small OpenID Connect provider, which lets everybody in at once as whom it is told, and can be told to cheat.</summary>
internal sealed class TestProvider : IAsyncDisposable
{
    public const string ClientId = "kith";
    public const string ClientSecret = "a-secret-of-the-provider";

    private const string KeyId = "1";

    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _anotherKey = RSA.Create(2048);
    private readonly Dictionary<string, (string Challenge, string Nonce, string RedirectUri)> _codes = [];
    private readonly WebApplication _app;

    private TestProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", context => WriteAsync(context, new JsonObject
        {
            ["issuer"] = Address,
            ["authorization_endpoint"] = $"{Address}/authorize",
            ["token_endpoint"] = $"{Address}/token",
            ["jwks_uri"] = $"{Address}/jwks",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        }));
        _app.MapGet("/jwks", context =>
        {
            var key = _key.ExportParameters(includePrivateParameters: false);
            return WriteAsync(context, new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = KeyId, ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent),
                }),
            });
        });
        _app.MapGet("/authorize", context => Task.Run(() => Authorize(context)));
        _app.MapPost("/token", TokenAsync);
    }

    /// <summary>Who comes back.</summary>
    public string Email { get; set; } = "kim@example.com";

    /// <summary>Whether the provider says that the address is verified; null when it does not say.</summary>
    public bool? IsVerified { get; set; } = true;

    /// <summary>Says in the token that it is for another sign-in.</summary>
    public bool HasWrongNonce { get; set; }

    /// <summary>Signs the token with a key that nobody was told of.</summary>
    public bool HasWrongSignature { get; set; }

    /// <summary>Says in the token that it is for another program.</summary>
    public bool HasWrongAudience { get; set; }

    public string Address => _app.Urls.Single();

    public static async Task<TestProvider> StartAsync()
    {
        var provider = new TestProvider();
        await provider._app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _anotherKey.Dispose();
    }

    private void Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        Assert.Equal(("code", ClientId, "S256"), ((string?)query["response_type"], (string?)query["client_id"], (string?)query["code_challenge_method"]));
        var code = RandomNumberGenerator.GetHexString(32);
        var redirectUri = (string)query["redirect_uri"]!;
        lock (_codes)
            _codes[code] = (query["code_challenge"]!, query["nonce"]!, redirectUri);
        context.Response.Redirect(QueryHelpers.AddQueryString(redirectUri, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        (string Challenge, string Nonce, string RedirectUri) asked;
        bool isKnown;
        lock (_codes)
            isKnown = _codes.Remove(form["code"]!, out asked);
        var isProven = isKnown && form["client_secret"] == ClientSecret && form["redirect_uri"] == asked.RedirectUri
            && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))) == asked.Challenge;
        if (!isProven)
        {
            context.Response.StatusCode = 400;
            await WriteAsync(context, new JsonObject { ["error"] = "invalid_grant" });
            return;
        }
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Address, ["sub"] = "1", ["aud"] = HasWrongAudience ? "another" : ClientId, ["iat"] = now, ["exp"] = now + 60,
            ["nonce"] = HasWrongNonce ? "another" : asked.Nonce, ["email"] = Email, ["given_name"] = "Kim", ["family_name"] = "Bakker",
        };
        if (IsVerified is { } isVerified)
            claims["email_verified"] = isVerified;
        await WriteAsync(context, new JsonObject { ["access_token"] = "none", ["token_type"] = "Bearer", ["expires_in"] = 60, ["id_token"] = Sign(claims) });
    }

    private string Sign(JsonObject claims)
    {
        var head = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId };
        var signed = $"{Encode(head)}.{Encode(claims)}";
        var signature = (HasWrongSignature ? _anotherKey : _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static Task WriteAsync(HttpContext context, JsonObject json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json.ToJsonString());
    }
}
