using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Slipway.AspNetCore.Rest;

/// <summary>
/// The body of a request over HTTP/1.1 that was refused unread. Its caller has the answer at once, but the connection can
/// carry nothing else before the body has been received and thrown away. That costs about as much as a small model, and
/// what a busy server spends on refusals it cannot spend on answers: so it receives no more than
/// <see cref="BytesPerSecond"/> for all of them together, and who sends much is slowed down. Thread-safe.
/// </summary>
internal sealed class RefusedBody
{
    // Below it the time for a body is not worth a thought.
    private const int SmallBody = 32 << 10;

    private const long BytesPerSecond = 64 << 20;

    // A body of ten megabytes among hundreds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RefusedBody Shared = new();

    private long _free;

    /// <summary>The refusal is written, and nothing of the body has been read.</summary>
    public static Task ReceiveAsync(HttpContext context)
    {
        // HTTP/2 tells the caller to stop by itself, and who asked first has not begun.
        var request = context.Request;
        return
            !HttpProtocol.IsHttp11(request.Protocol)
            || request.Headers.Expect.Count > 0
            || request.ContentLength is <= SmallBody
            ? Task.CompletedTask
            : Shared.ReceiveSlowlyAsync(context);
    }

    private async Task ReceiveSlowlyAsync(HttpContext context)
    {
        await context.Response.CompleteAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            await ReceiveAsync(context.Request.BodyReader, patience.Token);
        }
        catch (Exception e)
            when (e is OperationCanceledException or ConnectionResetException or BadHttpRequestException)
        {
            context.Abort();
        }
    }

    private async Task ReceiveAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var isCompleted = false;
        while (!isCompleted)
        {
            await Task.Delay(Wait(), cancellationToken);
            var part = await body.ReadAsync(cancellationToken);
            Reserve(part.Buffer.Length);
            body.AdvanceTo(part.Buffer.End);
            isCompleted = part.IsCompleted;
        }
    }

    /// <summary>Until what was received by all has been paid for.</summary>
    private TimeSpan Wait()
    {
        var wait = Volatile.Read(ref _free) - Stopwatch.GetTimestamp();
        return wait > 0 ? Stopwatch.GetElapsedTime(0, wait) : TimeSpan.Zero;
    }

    private void Reserve(long bytes)
    {
        var price = bytes * Stopwatch.Frequency / BytesPerSecond;
        var seen = Volatile.Read(ref _free);
        while (true)
        {
            var free = Math.Max(seen, Stopwatch.GetTimestamp()) + price;
            var found = Interlocked.CompareExchange(ref _free, free, seen);
            if (found == seen)
                return;
            seen = found;
        }
    }
}
