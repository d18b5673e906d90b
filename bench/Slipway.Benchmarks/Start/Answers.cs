using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Benchmarks.Data;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Benchmarks.Start;

/// <summary>The FP32 values of the first output of an answer; none where it is no such answer.</summary>
internal static class Answers
{
    public static float[] OfJson(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return
            document.RootElement.TryGetProperty("outputs", out var outputs)
            && outputs[0].TryGetProperty("data", out var data)
            ? [.. data.EnumerateArray().Select(value => value.GetSingle())]
            : [];
    }

    public static float[] OfGrpc(byte[] framed)
    {
        // An error has no message.
        if (framed.Length < RequestBytes.GrpcPrefixLength)
            return [];
        var response = ModelInferResponse.Parser.ParseFrom(framed.AsSpan(RequestBytes.GrpcPrefixLength));
        return response.RawOutputContents is [var raw, ..] ? MemoryMarshal.Cast<byte, float>(raw.Span).ToArray() : [];
    }
}
