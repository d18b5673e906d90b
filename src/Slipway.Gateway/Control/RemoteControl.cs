using Microsoft.Net.Http.Headers;
using Slipway.Gateway.Failures;

namespace Slipway.Gateway.Control;

/// <summary>
/// What an operator in the cluster may ask, over a port of its own: <c>GET /traffic</c> and <c>GET /health</c>, with a token. All
/// else of control is for who runs this process.
/// </summary>
internal sealed class RemoteControl(ControlEndpoints control, ControlToken token)
{
    public Task AnswerAsync(HttpContext context)
    {
        if (!token.Admits(context.Request.Headers.Authorization.ToString()))
        {
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
            return RefuseAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "It takes the token of --control-token-file, as 'Authorization: Bearer TOKEN'."
            );
        }

        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/traffic" or "/health") => control.AnswerAsync(context),
            var (method, path) => RefuseAsync(
                context,
                StatusCodes.Status404NotFound,
                $"There is no {method} {path} here; there are GET /traffic and GET /health."
            ),
        };
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ErrorBody(message),
            ErrorBodyContext.Readable.ErrorBody,
            cancellationToken: context.RequestAborted
        );
    }
}
