using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Rest;
using Slipway.AspNetCore.Typed;
using Slipway.Tasks;

namespace Slipway.AspNetCore.Mcp;

/// <summary>
/// <c>POST /mcp</c>: the models as tools for agents (Model Context Protocol, Streamable HTTP without sessions and streams).
/// Counts, drains and is bounded as an inference.
/// </summary>
internal sealed class McpEndpoint(McpServer server, InferenceExchange exchange, IOptions<ModelServerOptions> options)
{
    private const string Path = "/mcp";

    // What browsers and clients ask for besides: whether a page may call, for a stream, for the end of a session.
    private static readonly string[] Others = [HttpMethods.Options, HttpMethods.Get, HttpMethods.Delete];

    /// <summary>Maps it where it is on.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (!options.Value.Mcp)
            return;
        endpoints.MapRestPost(Path, exchange.Count(HandleAsync));
        endpoints.MapMethods(Path, Others, AnswerOtherAsync);
    }

    private Task AnswerOtherAsync(HttpContext context)
    {
        if (OriginRefusal(context.Request) is var (status, message))
            return HttpErrorWriter.WriteAsync(context, status, message);
        McpOrigin.LetRead(context);
        return McpOrigin.Answer(context, HttpMethods.Post)
            ? Task.CompletedTask
            : RestRoutes.RefuseAsync(context, HttpMethods.Post);
    }

    private async Task HandleAsync(HttpContext context)
    {
        if ((OriginRefusal(context.Request) ?? Refusal(context.Request)) is var (status, message))
        {
            await HttpErrorWriter.WriteAsync(context, status, message);
            return;
        }

        McpOrigin.LetRead(context);
        // A call whose time is over is answered, too, in words for the agent; only who has gone is not.
        var inTime = context.RequestAborted;
        context.RequestAborted = RestDeadline.CallerOf(context);
        using var body = await exchange.ReadAsync(
            context,
            (pipe, length, aborted) => BodyBytes.ReadAsync(pipe, length, options.Value.MaxRequestBytes, aborted)
        );
        var (answered, answer) = await server.AnswerAsync(body.Memory, context, inTime);
        context.Response.StatusCode = answered;
        if (answer is { } bytes)
            await InferenceExchange.WriteAsync(context, new TypedBody(new TypedAnswer(TypedAnswer.Json, bytes)));
    }

    private (int Status, string Message)? OriginRefusal(HttpRequest request) =>
        McpOrigin.IsAllowed(request, options.Value.McpOrigins)
            ? null
            : (
                StatusCodes.Status403Forbidden,
                $"Pages of '{request.Headers.Origin}' may not call; --mcp-origin (ModelServerOptions.McpOrigins) names those "
                    + "that may."
            );

    // A page of another site can send a form or plain text without being asked first, and JSON it cannot.
    private static (int Status, string Message)? Refusal(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != TypedAnswer.Json)
        {
            return (
                StatusCodes.Status415UnsupportedMediaType,
                $"A message is sent with Content-Type: {TypedAnswer.Json}."
            );
        }

        return TakesJson(request)
            ? null
            : (StatusCodes.Status406NotAcceptable, $"Answers are {TypedAnswer.Json}, which Accept does not have.");
    }

    private static bool TakesJson(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        var json = new MediaTypeHeaderValue(TypedAnswer.Json);
        return accepted.Count == 0 || accepted.Any(range => range.Quality is null or > 0 && json.IsSubsetOf(range));
    }
}
