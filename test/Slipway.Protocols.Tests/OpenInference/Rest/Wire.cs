using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

/// <summary>Bodies as bytes, through real pipes.</summary>
internal static class Wire
{
    public static readonly ModelSelector Model = new("m");

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Join(string json, params byte[] binary) => [.. Utf8(json), .. binary];

    /// <summary>All at once where <paramref name="step"/> is 0, else that many bytes a read.</summary>
    public static PipeReader Pipe(byte[] body, int step = 0) =>
        step == 0
            ? PipeReader.Create(new ReadOnlySequence<byte>(body))
            : PipeReader.Create(new SteppedStream(body, step), new StreamPipeReaderOptions(bufferSize: 4096));

    public static InferenceRequest DecodeRequest(
        byte[] body,
        int? headerLength = null,
        int step = 0,
        bool lengthIsKnown = true,
        RestDecoderLimits? limits = null
    ) =>
        Wait(
            RestRequestDecoder.DecodeAsync(
                Pipe(body, step),
                lengthIsKnown ? body.Length : null,
                headerLength,
                Model,
                limits ?? RestDecoderLimits.Default,
                TestContext.Current.CancellationToken
            )
        );

    public static InferenceRequest DecodeRequest(string json) => DecodeRequest(Utf8(json));

    public static InferenceResponse DecodeResponse(byte[] body, int? headerLength = null, int step = 0) =>
        Wait(
            RestResponseDecoder.DecodeAsync(
                Pipe(body, step),
                body.Length,
                headerLength,
                RestDecoderLimits.Default,
                TestContext.Current.CancellationToken
            )
        );

    /// <summary>The bytes of a message, checked against the lengths that it announces.</summary>
    public static byte[] Bytes(EncodedMessage message)
    {
        var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        message.WriteToAsync(writer).AsTask().GetAwaiter().GetResult();
        writer.Complete();
        var bytes = stream.ToArray();
        if (message.ContentLength is { } length)
            bytes.Length.Should().Be((int)length);
        return bytes;
    }

    public static string Text(EncodedMessage message) => Encoding.UTF8.GetString(Bytes(message));

    // The pipes never wait for anything but memory.
    private static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
