namespace Kith.Web;

/// <summary>What answers requests of the API, from the check whether the database is there to the routes; the pages ask it without a network between.</summary>
internal sealed class Pipeline
{
    private RequestDelegate? _answer;

    /// <summary>Takes everything that comes behind this place in line.</summary>
    public RequestDelegate Take(RequestDelegate next) => _answer = next;

    /// <summary>Answers a request.</summary>
    public Task AnswerAsync(HttpContext context) => _answer!(context);
}
