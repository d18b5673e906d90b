using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Grpc.Streams;

/// <summary>
/// Reads the messages of a stream one by one. Each is taken off the body as a whole before it is decoded: so the
/// next one is found behind it, whatever is wrong with this one.
/// </summary>
/// <param name="context">The call.</param>
/// <param name="limits">Bounds of one message.</param>
internal sealed class StreamedRequestReader(HttpContext context, GrpcDecoderLimits limits)
{
    // Up to here a message is decoded where it lies; a longer one would not fit into the connection's window.
    private const int InPlace = 64 << 10;
    private const int Chunk = 16 << 10;

    private readonly PipeReader _body = context.Request.BodyReader;

    /// <summary>The next message; null where the caller has sent its last.</summary>
    /// <exception cref="ServingException">The framing is wrong, or a message is too large: the stream cannot go on.</exception>
    public async ValueTask<StreamedRequest?> ReadAsync(CancellationToken ct)
    {
        var result = await _body.ReadAtLeastAsync(GrpcMessageReader.PrefixLength, ct);
        if (result.Buffer.IsEmpty && result.IsCompleted)
            return null;
        var (compressed, length) = GrpcMessageReader.TakePrefix(_body, result, limits.MaxMessageBytes);
        if (!compressed && length <= InPlace)
            return await DecodeInPlaceAsync(length, ct);

        using var whole = new TensorBufferWriter(Chunk);
        if (compressed)
            await GrpcDecompression.InflateAsync(context, length, whole, limits.MaxMessageBytes, ct);
        else
            await CopyAsync(length, whole, ct);
        var size = whole.WrittenLength;
        using var buffer = whole.Detach();
        return Decode(new ReadOnlySequence<byte>(buffer.Memory[..size]));
    }

    private async ValueTask<StreamedRequest?> DecodeInPlaceAsync(int length, CancellationToken ct)
    {
        if (length == 0)
            return Decode(ReadOnlySequence<byte>.Empty);
        var result = await _body.ReadAtLeastAsync(length, ct);
        if (result.Buffer.Length < length)
        {
            _body.AdvanceTo(result.Buffer.End);
            throw CutOff(length);
        }

        var message = result.Buffer.Slice(0, length);
        try
        {
            return Decode(message);
        }
        finally
        {
            _body.AdvanceTo(message.End);
        }
    }

    private async ValueTask CopyAsync(int length, TensorBufferWriter whole, CancellationToken ct)
    {
        await using var message = new GrpcMessageStream(_body, length);
        int read;
        while ((read = await message.ReadAsync(whole.GetMemory(Chunk), ct)) > 0)
        {
            whole.Advance(read);
        }

        if (whole.WrittenLength < length)
            throw CutOff(length);
    }

    private StreamedRequest Decode(ReadOnlySequence<byte> message)
    {
        var length = (int)message.Length;
        InferenceRequest? request = null;
        try
        {
            request = GrpcRequestDecoder.Decode(message, limits);
            var wantsEnd = TakeWantsEnd(request);
            var version = request.Model.Version?.ToString(CultureInfo.InvariantCulture) ?? "";
            var names = new GrpcRequestNames(request.Model.Name, version, request.Id ?? "");
            return new StreamedRequest(names, Math.Max(length, BytesOf(request)), request, null)
            {
                WantsEnd = wantsEnd,
            };
        }
        catch (ServingException failure)
        {
            request?.Dispose();
            return new StreamedRequest(GrpcRequestNames.Find(message), length, null, failure);
        }
    }

    // Inputs that came out of shared memory are not in the message, but in memory all the same.
    private static int BytesOf(InferenceRequest request)
    {
        var bytes = 0L;
        foreach (var input in request.Inputs)
        {
            bytes += input.Tensor.ByteLength;
        }

        return (int)Math.Min(bytes, int.MaxValue);
    }

    private static bool TakeWantsEnd(InferenceRequest request)
    {
        if (request.Parameters?.TryGet(StreamParameters.EnableEmptyFinalResponse, out var value) != true)
            return false;
        if (value.AsBoolean is not { } wantsEnd)
        {
            throw ServingException.InvalidArgument(
                $"Parameter '{StreamParameters.EnableEmptyFinalResponse}' is '{value}'; set its bool_param."
            );
        }

        request.Parameters.Remove(StreamParameters.EnableEmptyFinalResponse);
        return wantsEnd;
    }

    private static ServingException CutOff(int length) =>
        ServingException.InvalidArgument($"The stream ends in the middle of a message of {length} bytes.");
}
