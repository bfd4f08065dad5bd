using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;

namespace Kith.Web;

/// <summary>
/// The scripts of the pages, modules that need no build. A page names them at its beginning, so that a browser fetches them together, and not each when it has
/// read who asks for it. They find each other by relative addresses: their version is a folder, so that a browser asks once for each and never again.
/// </summary>
internal sealed class PageScripts
{
    private const string Folder = "scripts", Forever = "public, max-age=31536000, immutable";

    private readonly PathString _versioned;

    /// <summary>Reads them.</summary>
    /// <param name="environment">Where they are.</param>
    public PageScripts(IWebHostEnvironment environment)
    {
        var files = ScriptsIn(environment, Folder);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Concat(ScriptsIn(environment, $"{Folder}/on-demand")))
        {
            using var script = file.CreateReadStream();
            using var bytes = new MemoryStream();
            script.CopyTo(bytes);
            hash.AppendData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
        var version = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
        _versioned = $"/{Folder}/{version}";
        Paths = [.. files.Select(file => $"{Folder}/{version}/{file.Name}")];
        Main = $"{Folder}/{version}/main.js";
    }

    /// <summary>The addresses of those that every page needs, relative to the pages.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The one that all others are reached from.</summary>
    public string Main { get; }

    /// <summary>Finds scripts by their address with the version, which never are others.</summary>
    public Task FindAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments(_versioned, StringComparison.Ordinal, out var file))
        {
            context.Request.Path = $"/{Folder}{file}";
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                    context.Response.Headers.CacheControl = Forever;
                return Task.CompletedTask;
            });
        }
        return next(context);
    }

    /// <summary>In an order that is the same everywhere: several servers over one database have one version.</summary>
    private static List<IFileInfo> ScriptsIn(IWebHostEnvironment environment, string folder) =>
        [.. environment.WebRootFileProvider.GetDirectoryContents(folder).Where(static file => file.Name.EndsWith(".js", StringComparison.Ordinal)).OrderBy(static file => file.Name, StringComparer.Ordinal)];
}
