using System.Buffers.Binary;
using Slipway.Cli.Bench.Load.Grpc;

namespace Slipway.Cli.Bench.Requests;

/// <summary>A request that is not made from a model's metadata.</summary>
/// <param name="File">The body; null for none.</param>
/// <param name="Path">Where it goes; null for the URL's own path, or gRPC's usual one.</param>
/// <param name="Method">Null for the one that goes with there being a body.</param>
/// <param name="ContentType">Null for JSON.</param>
internal sealed record PreparedBody(string? File, string? Path, string? Method, string? ContentType)
{
    private const string ModelInfer = "/inference.GRPCInferenceService/ModelInfer";

    /// <exception cref="CliException">The file cannot be read, or there is no path.</exception>
    public async Task<PreparedRequest> PrepareAsync(BenchTarget target, CancellationToken cancellationToken)
    {
        var isGrpc = target.Protocol == BenchProtocol.Grpc;
        var uri = target.Http(Path ?? DefaultPath(target));
        var body = File is null ? [] : await ReadAsync(File, cancellationToken);
        return new PreparedRequest
        {
            Protocol = target.Protocol,
            Uri = uri,
            Method = isGrpc ? "POST" : CheckMethod(Method ?? (File is null ? "GET" : "POST")),
            Headers = isGrpc || File is null ? [] : [("Content-Type", CheckType(ContentType ?? "application/json"))],
            Body = isGrpc ? WithoutPrefix(body) : body,
        };
    }

    // A message may lie in its file as it travels. None begins with the prefix's zero: protobuf has no such tag.
    private static ReadOnlyMemory<byte> WithoutPrefix(byte[] body) =>
        body.Length >= GrpcCall.PrefixLength
        && body[0] == 0
        && BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)) == body.Length - GrpcCall.PrefixLength
            ? body.AsMemory(GrpcCall.PrefixLength)
            : body;

    private static string DefaultPath(BenchTarget target)
    {
        if (target.Protocol == BenchProtocol.Grpc)
            return ModelInfer;
        return target.Url.PathAndQuery is { Length: > 1 } path
            ? path
            : throw CliException.Usage(
                $"--body needs a path to go to: write it in the URL, or name it with --path /v2/models/NAME/infer."
            );
    }

    // A HEAD's answer has a length and no body, and what else there is has no use here.
    private static string CheckMethod(string method) =>
        method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE"
            ? method
            : throw CliException.Usage($"--method takes GET, POST, PUT, PATCH or DELETE, not '{method}'.");

    private static string CheckType(string type) => HeaderText.Parse($"Content-Type: {type}").Value;

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await System.IO.File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"The body {file} cannot be read: {e.Message}", e);
        }
    }
}
