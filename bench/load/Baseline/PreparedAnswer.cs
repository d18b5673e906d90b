using System.Buffers.Binary;

namespace Slipway.Benchmarks.Baseline;

/// <summary>Reads a request body to its end, looks at nothing of it, and writes the same bytes each time.</summary>
internal sealed class PreparedAnswer(string contentType, byte[] body)
{
    public async Task PostAsync(HttpContext context)
    {
        await DrainAsync(context);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>As a unary gRPC call: the body is one framed message, the status follows as a trailer.</summary>
    public async Task CallAsync(HttpContext context)
    {
        await DrainAsync(context);
        context.Response.ContentType = contentType;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>A message with gRPC's prefix: not compressed, and its length.</summary>
    public static byte[] Frame(byte[] message)
    {
        var framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }

    private static async ValueTask DrainAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}
