using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Kith.Import;

/// <summary>A file that came as the body of a request, or as a part of a form: on disk until it is disposed of, because it may be large.</summary>
internal sealed class ReceivedFile : IAsyncDisposable
{
    /// <summary>The most bytes of a file.</summary>
    public const long MaximumLength = 256L * 1024 * 1024;

    /// <summary>RFC 2046 §5.1.1.</summary>
    private const int LongestBoundary = 70;

    private const string FileField = "file";

    private const int BufferSize = 64 * 1024;

    private readonly FileStream _stream;

    private ReceivedFile(FileStream stream) => _stream = stream;

    /// <summary>The bytes.</summary>
    public Stream Stream => _stream;

    /// <summary>What it is called; null when nobody said.</summary>
    public string? Name { get; private set; }

    /// <summary>The SHA-256 of its bytes.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>Receives it; a 413 when it is too large, as soon as that is known.</summary>
    public static async ValueTask<Outcome<ReceivedFile>> ReceiveAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (context.Request.ContentLength > MaximumLength)
            return TooLarge();
        var path = Path.Combine(Path.GetTempPath(), $"kith-import-{Path.GetRandomFileName()}");
        var file = new ReceivedFile(new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose | FileOptions.Asynchronous));
        // Nothing finds it any more, so that nothing is left of it, whatever becomes of this process.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        var isKept = false;
        try
        {
            if (await file.ReadAsync(context) is { } problem)
                return problem;
            isKept = true;
            return file;
        }
        finally
        {
            if (!isKept)
                await file.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask<Problem?> ReadAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals(MediaTypes.Form, StringComparison.OrdinalIgnoreCase))
        {
            Name = ContentDispositionHeaderValue.TryParse(context.Request.Headers.ContentDisposition.ToString(), out var disposition) ? NameOf(disposition) : null;
            return await CopyAsync(context.Request.Body, context.RequestAborted);
        }
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
            return new Problem(400, $"The Content-Type multipart/form-data must name a boundary of at most {LongestBoundary} characters.");
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body);
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name) != FileField)
                    continue;
                Name = NameOf(disposition);
                return await CopyAsync(section.Body, context.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException && !context.RequestAborted.IsCancellationRequested)
        {
            return new Problem(400, "The body is not valid multipart/form-data.");
        }
        return Problem.Unprocessable(FileField, "This value should not be blank.", ViolationCodes.Blank);
    }

    private async ValueTask<Problem?> CopyAsync(Stream from, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, length) = (new byte[BufferSize], 0L);
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            if ((length += read) > MaximumLength)
                return TooLarge();
            hash.AppendData(buffer, 0, read);
            await _stream.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        Hash = hash.GetHashAndReset();
        _stream.Position = 0;
        return length == 0 ? Problem.Unprocessable(FileField, "The file is empty.", ViolationCodes.Blank) : null;
    }

    private static string? NameOf(ContentDispositionHeaderValue disposition)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        return string.IsNullOrWhiteSpace(name) ? null : name.Split('/', '\\')[^1];
    }

    private static Problem TooLarge() => new(413, $"The file is too large: at most {MaximumLength / 1024 / 1024} MiB are taken here. Split it into several files.");
}
