using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Resources;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Kith.Media;

/// <summary>What pictures need beside the common verbs: upload as a form, and the bytes themselves.</summary>
internal sealed class MediaEndpoints(Database database, SignedLinks links, Idempotency idempotency, ResourceEndpoints mediaObjects)
{
    /// <summary>The most bytes of a picture (decisions of the contract: 10 MiB).</summary>
    public const int MaximumLength = 10 * 1024 * 1024;

    /// <summary>The field of the form that holds the picture.</summary>
    public const string FileField = "file";

    /// <summary>Room for the form around the picture.</summary>
    private const int FormOverhead = 64 * 1024;

    /// <summary>RFC 2046 §5.1.1.</summary>
    private const int LongestBoundary = 70;

    /// <summary>Uploads that are held in memory at the same time; others wait before their bodies are read.</summary>
    private static readonly SemaphoreSlim Places = new(4);

    private static readonly IReadOnlyList<string> Taken = [MediaTypes.Form];

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        routes.Map(endpoints, Vocabulary.CollectionTemplate(MediaObject.Resource), new("GET", Scope.Read, mediaObjects.ListAsync), new("POST", Scope.Write, UploadAsync) { Taken = Taken });
        MapContent(endpoints, MediaObject.ContentPath("{id}"), "full");
        MapContent(endpoints, MediaObject.ThumbnailPath("{id}"), "thumbnail");
    }

    /// <summary>Takes the bytes away with the document that described them.</summary>
    public static async ValueTask ForgetAsync(Write write, long tenant, Guid id) =>
        await write.Session.ExecuteAsync($"delete from media_contents where tenant_id = {tenant} and media_object_id = {id}");

    private async ValueTask<Answer> UploadAsync(HttpContext context, KeyCaller caller)
    {
        if (Negotiation.CheckContentType(context.Request, Taken) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        if (string.IsNullOrEmpty(context.Request.ContentType))
            return Negotiation.MissingContentType(context.Request, Taken).ToAnswer();
        await Places.WaitAsync(context.RequestAborted);
        try
        {
            return await ReceiveAsync(context, caller, format);
        }
        finally
        {
            Places.Release();
        }
    }

    private async ValueTask<Answer> ReceiveAsync(HttpContext context, KeyCaller caller, Format format)
    {
        if (!(await RequestBody.ReadAsync(context, MaximumLength + FormOverhead)).Succeeded(out var body, out _))
            return RequestBody.TooLarge(MaximumLength).ToAnswer();
        if (!(await ReadFormAsync(context, body)).Succeeded(out var form, out var problem))
            return problem.ToAnswer();
        if (form.File.Length > MaximumLength)
            return RequestBody.TooLarge(MaximumLength).ToAnswer();
        var (picture, refusal) = await Picture.ReadAsync(form.File, context.RequestAborted);
        if (picture is null)
            return Problem.Unprocessable(FileField, refusal!, ViolationCodes.Form).ToAnswer();

        byte[] sameness = [.. SHA256.HashData(form.File.Span), .. Json.Bytes(form.Properties)];
        return await idempotency.OnceAsync(context, caller, sameness, async write =>
        {
            if (!(await AddAsync(write, caller, picture, form.Properties, context.Request.Host.Value ?? "")).Succeeded(out var created, out var refused))
                return refused;
            return mediaObjects.CreatedAnswer(created, null, caller, format);
        });
    }

    /// <summary>Adds a picture.</summary>
    /// <param name="write">The write.</param>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="properties">What is said of it.</param>
    /// <param name="authority">Host and port of the request, where there is one.</param>
    public static async ValueTask<Outcome<Stored>> AddAsync(Write write, Caller caller, Picture picture, JsonObject properties, string authority = "")
    {
        var id = await write.NextIdAsync();
        var reading = new Reading(caller, WriteMode.Create, write.Now, authority) { Known = KnownOf(picture) };
        var described = JsonSerializer.SerializeToElement(properties, NodeContext.Default.JsonObject);
        if (!(await write.ApplyAsync(MediaObject.Resource, id, described, null, reading)).Succeeded(out var created, out var refused))
            return refused;
        await KeepAsync(write, caller.Tenant, id, "full", picture.MediaType, picture.Content);
        await KeepAsync(write, caller.Tenant, id, "thumbnail", picture.MediaType, picture.Thumbnail);
        return created;
    }

    private static Dictionary<string, JsonNode> KnownOf(Picture picture) => new()
    {
        ["encodingFormat"] = picture.MediaType,
        ["contentSize"] = picture.Content.Length,
        ["width"] = picture.Width,
        ["height"] = picture.Height,
    };

    private static async ValueTask KeepAsync(Write write, long tenant, Guid id, string variant, string mediaType, byte[] content) => await write.Session.ExecuteAsync($"""
        insert into media_contents (tenant_id, media_object_id, variant, media_type, content) values ({tenant}, {id}, {variant}, {mediaType}, {content})
        """);

    /// <summary>Reads the part named <c>file</c>, and <c>name</c> and <c>description</c> where they are sent.</summary>
    private static async ValueTask<Outcome<(ReadOnlyMemory<byte> File, JsonObject Properties)>> ReadFormAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var boundary = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
            return new Problem(400, $"The Content-Type multipart/form-data must name a boundary of at most {LongestBoundary} characters.");
        byte[]? file = null;
        var properties = new JsonObject();
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body.ToArray(), writable: false));
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    continue;
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
                if (name == FileField && file is null)
                {
                    using var bytes = new MemoryStream();
                    await section.Body.CopyToAsync(bytes, context.RequestAborted);
                    file = bytes.ToArray();
                    var fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
                    if (!string.IsNullOrEmpty(fileName) && !properties.ContainsKey("name"))
                        properties["name"] = fileName.Split('/', '\\')[^1];
                }
                else if (name is "name" or "description")
                {
                    using var text = new StreamReader(section.Body);
                    properties[name] = await text.ReadToEndAsync(context.RequestAborted);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return new Problem(400, "The body is not valid multipart/form-data.");
        }
        return file is null
            ? Problem.Unprocessable(FileField, "This value should not be blank.", ViolationCodes.Blank)
            : ((ReadOnlyMemory<byte>)file, properties);
    }

    /// <summary>The bytes, for whoever holds a signed link. What is not there and what may not be seen look the same.</summary>
    private void MapContent(IEndpointRouteBuilder endpoints, string template, string variant) => Routes.MapPublic(endpoints, template, async context =>
    {
        var query = context.Request.Query;
        var found = links.IsValid(context.Request.Path, query["tenant"], query["expires"], query["signature"], out var tenant)
            && Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id)
            ? await database.ReadAsync(session => session.FirstAsync(
                $"select media_type, content from media_contents where tenant_id = {tenant} and media_object_id = {id} and variant = {variant}",
                static row => new Content(row.Text(0), row.Bytes(1))), context.RequestAborted)
            : null;
        return found is null
            ? Problem.NotFound().ToAnswer()
            : new Answer(200)
            {
                MediaType = found.MediaType,
                Body = found.Bytes,
                Headers =
                [
                    new("Cache-Control", "private, max-age=86400, immutable"),
                    new("Content-Security-Policy", "default-src 'none'; sandbox"),
                    new("Cross-Origin-Resource-Policy", "cross-origin"),
                ],
            };
    });

    private sealed record Content(string MediaType, byte[] Bytes);
}
