using System.Text.Json.Nodes;
using Kith.Access;
using Kith.People;
using Kith.Resources;

namespace Kith.Export;

/// <summary><c>GET /people/export</c>: everybody whom the list has, as a file.</summary>
internal sealed class ExportEndpoint(Database database)
{
    public const string Path = "/people/export";

    /// <summary>Exports that read at the same time: more would be no faster, and take connections from others.</summary>
    private const int AtOnce = 2;

    private static readonly SemaphoreSlim Place = new(AtOnce);

    public void Map(IEndpointRouteBuilder endpoints, Routes routes) => routes.Map(endpoints, Path, new Operation("GET", Scope.Read, GetAsync) { IsDownload = true });

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out var problem)
            || !ExportRequest.Read(parameters, ExportRequest.AcceptedBy(context.Request), caller, context.Request.Host.Value ?? "").Succeeded(out var request, out problem)
            || !Negotiation.Choose(context.Request, [request.Format.MediaType]).Succeeded(out _, out problem)
            || !CardVersions.Choose(context.Request).Succeeded(out var version, out problem))
        {
            return problem.ToAnswer();
        }
        var answer = new Answer(200)
        {
            MediaType = request.Format.ContentType,
            Headers = [new("Content-Disposition", $"attachment; filename=\"{request.Format.FileNameAt(database.Clock.GetUtcNow())}\""), new("Cache-Control", "no-store")],
            Streamed = static (_, _) => Task.CompletedTask,
        };
        if (HttpMethods.IsHead(context.Request.Method))
            return answer;
        request = request with { Query = await Moved.FollowAsync(database, caller, Person.Resource, request.Query, context.RequestAborted) };
        if (!(await Spool.BeginAsync(new PeopleExport(database, caller, request, version), Place, context.RequestAborted)).Succeeded(out var spool, out problem))
            return problem.ToAnswer();
        return answer with
        {
            Headers = [.. answer.Headers, new("X-Total-Count", $"{spool.Total}")],
            Streamed = async (output, cancellation) =>
            {
                await using (spool)
                    await spool.CopyToAsync(output, cancellation);
            },
        };
    }

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document) => document.AddOperation(
        Path, "GET", "exportPeople", OpenApiDocument.TagOf(Person.Resource), "Take people out",
        "Everybody whom the list has with the same filters and in the same order, as a file that comes while it is made, from one state of the database. CSV and XLSX have a column for each e-mail address and "
        + "phone number; JSON Lines are the members of the list, one to a line; cards are of version 4.0, or of 3.0 with `Accept: text/vcard;version=3.0`. What was exported is imported again without a change.",
        "read",
        [
            new(ExportRequest.FormatParameter, ExportRequest.FormatParameter, "The form of the file; may be left out when Accept names its media type.",
                new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. ExportFormat.All.Select(format => (JsonNode)format.Name)]) }) { IsOptional = true },
            new(ExportRequest.ColumnsParameter, ExportRequest.ColumnsParameter, "The properties, with commas between them; all when absent.",
                new JsonObject { ["type"] = "string" }) { IsOptional = true },
            .. Person.Resource.Filters.SelectMany(filter => filter.Parameters).Select(parameter => parameter with { IsOptional = true }),
        ],
        null, [new(200, "The file") { MediaTypes = [.. ExportFormat.All.Select(format => format.MediaType)] }], [400, 406]);
}
