using Slipway.Errors;
using Slipway.Handlers;

namespace Slipway.AspNetCore.Handlers;

/// <summary>What of a handler's exception callers are told: its message, in one line, and not its stack.</summary>
internal static class HandlerFailure
{
    private const int Longest = 500;

    public static ServingException OfPredict(HandlerContext context, Exception cause) =>
        ServingException.Internal($"Model '{context.Name}' version {context.Version} failed: {Words(cause)}", cause);

    public static ServingException OfLoad(HandlerContext context, Exception cause) =>
        new(
            ServingErrorCode.Internal,
            $"Model '{context.Name}' version {context.Version} could not be loaded: {Words(cause)}",
            cause
        )
        {
            Reason = "load-failed",
        };

    private static string Words(Exception cause)
    {
        var message = cause.Message.ReplaceLineEndings(" ").Trim();
        if (message.Length > Longest)
            message = message[..Longest] + "…";
        return $"{cause.GetType().Name}: {message}";
    }
}
