using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Slipway.Benchmarks.Data;
using Slipway.Benchmarks.Models;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.TestUtilities;

namespace Slipway.Benchmarks.Tests.Data;

public sealed class RequestFilesTests
{
    public static TheoryData<string, int> Requests =>
        new(BenchmarkModel.All.SelectMany(model => ((int[])[1, 3]).Select(rows => (model.Name, rows))));

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Write_EveryForm_IsTheSameRequest(string name, int rows)
    {
        using var folder = new TempFolder();
        var model = BenchmarkModel.Named(name);

        RequestFiles.Write(folder.Path, model, rows);

        var length = int.Parse(await Text(folder[name + ".bin.json-length"]), CultureInfo.InvariantCulture);
        var message = (await Bytes(folder[name + ".grpc"]))[RequestBytes.GrpcPrefixLength..];
        using var json = await DecodeRest(await Bytes(folder[name + ".json"]), null);
        using var binary = await DecodeRest(await Bytes(folder[name + ".bin"]), length);
        using var grpc = GrpcRequestDecoder.Decode(new ReadOnlySequence<byte>(message), GrpcDecoderLimits.Default);
        foreach (var request in (InferenceRequest[])[json, binary, grpc])
        {
            request.Inputs.Should().HaveCount(model.Inputs(rows).Count);
            foreach (var (expected, actual) in model.Inputs(rows).Zip(request.Inputs))
            {
                actual.Name.Should().Be(expected.Name);
                actual.Tensor.ToString().Should().Be($"{expected.DataType}[{string.Join(',', expected.Dimensions)}]");
                actual.Tensor.Bytes.SequenceEqual(expected.Bytes).Should().BeTrue();
            }
        }

        grpc.Model.Should().Be(new ModelSelector(name));
    }

    private static Task<byte[]> Bytes(string file) =>
        File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

    private static Task<string> Text(string file) => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

    private static async Task<InferenceRequest> DecodeRest(byte[] body, int? jsonLength) =>
        await RestRequestDecoder.DecodeAsync(
            PipeReader.Create(new ReadOnlySequence<byte>(body)),
            body.Length,
            jsonLength,
            new ModelSelector("m"),
            RestDecoderLimits.Default,
            TestContext.Current.CancellationToken
        );
}
