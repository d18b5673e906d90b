using Microsoft.AspNetCore.Http.Features;
using Slipway.Gateway.Bodies;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Mirroring;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// Keeps the bodies of requests that may be sent again, before a place is taken for them: a caller that sends slowly holds no
/// replica's place. Others are passed on as they come.
/// </summary>
internal sealed class RequestBodies(BodyKeeper keeper)
{
    // Kept in any case: written in one piece with the headers it is faster than passed on.
    private const int Small = 16 << 10;

    /// <returns>What is wrong with the body; null where it is kept, or to be passed on.</returns>
    /// <exception cref="IOException">The caller has gone.</exception>
    /// <exception cref="OperationCanceledException">So.</exception>
    public ValueTask<Refusal?> KeepAsync(HttpContext context, Call call, Inbound inbound)
    {
        var traffic = call.Service.Traffic;
        var isSafe = !traffic.Stateful && !inbound.IsStream && !inbound.IsOnce;
        if (!HasBody(context))
        {
            call.IsRepeatable = isSafe;
            return default;
        }

        var most = isSafe ? Math.Max(Small, traffic.Retries.MaxBodyBytes) : Small;
        if (call.IsMirrored)
            most = Math.Max(most, Mirror.MostBytes);
        return inbound.IsStream || inbound.Length > most
            ? default
            : KeepAsync(context, call, inbound.Length, most, isSafe);
    }

    private async ValueTask<Refusal?> KeepAsync(HttpContext context, Call call, long? length, int most, bool isSafe)
    {
        try
        {
            var body = context.Request.BodyReader;
            call.Body = length is { } told
                ? await keeper.KeepAsync(body, (int)told, context.RequestAborted)
                : await keeper.KeepShortAsync(body, most, context.RequestAborted);
            call.IsRepeatable = isSafe && call.Body is not null;
            return null;
        }
        catch (InvalidDataException e)
        {
            return Refusal.Invalid(e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Refusals.Unreadable(e);
        }
    }

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;
}
