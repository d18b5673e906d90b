using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Google.Protobuf;
using Slipway.Deployment.Manifest;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;

namespace Slipway.Gateway.Mirroring;

/// <summary>
/// Answers in a form in which their values can be compared: JSON as it is; tensors, in whatever form they came, and messages of
/// gRPC as JSON. What has no such form stays bytes.
/// </summary>
internal static class AnswerForms
{
    // What an answer that was kept may grow to.
    private const int MostInflated = 16 << 20;
    private const int PrefixLength = 5;

    private static readonly RestDecoderLimits Limits = new();

    // By the end of the method's path.
    private static readonly Dictionary<string, MessageParser> TensorFlow = new()
    {
        ["PredictionService/Predict"] = PredictResponse.Parser,
        ["PredictionService/Classify"] = ClassificationResponse.Parser,
        ["PredictionService/Regress"] = RegressionResponse.Parser,
        ["PredictionService/MultiInference"] = MultiInferenceResponse.Parser,
    };

    /// <summary>The rules for answers to a path: TensorFlow Serving's messages say which version answered.</summary>
    public static AgreementGate RulesOf(string path, AgreementGate rules) =>
        IsTensorFlow(path) ? rules with { Ignore = [.. rules.Ignore, "modelSpec"] } : rules;

    public static async ValueTask<ReadOnlyMemory<byte>> ComparableAsync(string path, MirroredAnswer answer)
    {
        var bytes = answer.Body!.Value;
        try
        {
            if (answer.GrpcStatus is not null)
                return await OfGrpcAsync(path, Message(bytes, answer.Encoding));
            bytes = Inflated(bytes, answer.Encoding);
            return answer.JsonLength is { } length ? await OfBinaryAsync(bytes, length) : bytes;
        }
        catch (Exception e) when (e is ServingException or InvalidProtocolBufferException or InvalidDataException)
        {
            return bytes;
        }
    }

    private static bool IsTensorFlow(string path) => path.StartsWith("/tensorflow.serving.", StringComparison.Ordinal);

    private static async ValueTask<ReadOnlyMemory<byte>> OfGrpcAsync(string path, ReadOnlyMemory<byte> message)
    {
        if (path.EndsWith("/ModelInfer", StringComparison.Ordinal))
        {
            using var response = GrpcResponseReader.Read(ModelInferResponse.Parser.ParseFrom(message.Span));
            return await JsonAsync(response);
        }

        foreach (var (end, parser) in TensorFlow)
        {
            if (path.EndsWith(end, StringComparison.Ordinal))
                return Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(parser.ParseFrom(message.Span)));
        }

        return message;
    }

    private static async ValueTask<ReadOnlyMemory<byte>> OfBinaryAsync(ReadOnlyMemory<byte> bytes, int jsonLength)
    {
        var body = PipeReader.Create(new ReadOnlySequence<byte>(bytes));
        using var response = await RestResponseDecoder.DecodeAsync(
            body,
            bytes.Length,
            jsonLength,
            Limits,
            CancellationToken.None
        );
        return await JsonAsync(response);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> JsonAsync(InferenceResponse response)
    {
        using var request = new InferenceRequest { Model = new ModelSelector(response.ModelName) };
        using var json = RestResponseEncoder.Encode(request, response);
        using var written = new MemoryStream();
        var writer = PipeWriter.Create(written, new StreamPipeWriterOptions(leaveOpen: true));
        await json.WriteToAsync(writer);
        await writer.CompleteAsync();
        return written.GetBuffer().AsMemory(0, (int)written.Length);
    }

    // The one of a unary call ("gRPC over HTTP/2", Length-Prefixed-Message).
    private static ReadOnlyMemory<byte> Message(ReadOnlyMemory<byte> bytes, string? encoding)
    {
        if (bytes.Length < PrefixLength)
            return bytes;
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[1..]);
        if (length != bytes.Length - PrefixLength)
            return bytes;
        var message = bytes[PrefixLength..];
        return bytes.Span[0] == 0 ? message : Inflated(message, encoding);
    }

    private static ReadOnlyMemory<byte> Inflated(ReadOnlyMemory<byte> bytes, string? encoding)
    {
        if (encoding is not ("gzip" or "deflate"))
            return bytes;
        using var input = new MemoryStream(bytes.ToArray());
        using Stream plain =
            encoding == "gzip"
                ? new GZipStream(input, CompressionMode.Decompress)
                : new ZLibStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (plain.Read(buffer) is > 0 and var read)
        {
            if (output.Length + read > MostInflated)
                return bytes;
            output.Write(buffer, 0, read);
        }

        return output.ToArray();
    }
}
