using System.Text.Json;
using Slipway.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Python;

/// <summary>
/// Pickles of scikit-learn, served as they are by Debian's Python: the answers are the library's, over REST and gRPC, and
/// one that is a trap is refused.
/// </summary>
public sealed class SklearnServingTests
{
    private const string Interpreter = "/usr/bin/python3";
    private const string Library = "/usr/lib/python3/dist-packages/sklearn";
    private const string Trap = "sklearn/malicious_pickle";

    /// <summary>What the trap makes where it is sprung.</summary>
    private const string Trace = "/tmp/fixture-pickle-was-executed";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_FittedModels_GivesTheLibrarysAnswersAndRefusesTheTrap()
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        Tools.Require(Directory.Exists(Library), "Debian's python3-sklearn is not there");
        File.Delete(Trace);
        using var folder = new TempFolder();
        List<string> paths = [.. ModelFixture.In("sklearn").Select(row => row.Data)];
        paths.Should().HaveCountGreaterThan(5);
        foreach (var path in (IEnumerable<string>)[.. paths, Trap])
        {
            var fixture = ModelFixture.Open(path);
            var file = fixture.Json.GetProperty("model").GetString()!;
            var version = folder.Folder($"models/{Path.GetFileName(path)}/1");
            File.Copy(Path.Combine(ModelFixture.Root!, path, file), Path.Combine(version, file));
        }

        await using var server = await ServerProcess.StartAsync(
            [folder["models"]],
            new Dictionary<string, string> { ["SLIPWAY_PYTHON"] = Interpreter },
            "--readiness",
            "lenient"
        );

        await server.WaitForOutputAsync("trust_pickle", Token);
        File.Exists(Trace).Should().BeFalse();
        foreach (var url in (string[])[server.HttpUrl, server.GrpcUrl])
        {
            var scheme = url == server.GrpcUrl ? "grpc" : "http";
            var address = new UriBuilder(url) { Scheme = scheme }.Uri;
            await using var client = InferenceClient.Create(address, new InferenceClientOptions());
            foreach (var path in paths)
            {
                await CheckAsync(client, path);
            }
        }
    }

    private static async Task CheckAsync(IInferenceClient client, string path)
    {
        var fixture = ModelFixture.Open(path);
        var name = Path.GetFileName(path);
        while (!await client.IsModelReadyAsync(name, cancellationToken: Token))
        {
            await Task.Delay(50, Token);
        }

        using var request = new InferenceRequest { Model = new ModelSelector(name) };
        var array = fixture.Inputs[0].Value;
        var tensor = Tensor.Allocate(DataType.Fp64, new TensorShape([.. array.Shape.Select(size => (long)size)]));
        array.Bytes.CopyTo(tensor.Bytes);
        request.Inputs.Add(new NamedTensor("X", tensor));
        using var response = await client.InferAsync(request, Token);

        using var outputs = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(ModelFixture.Root!, path, "outputs.json"), Token)
        );
        foreach (var output in outputs.RootElement.EnumerateObject())
        {
            var given = response.Outputs.Single(known => known.Name == output.Name).Tensor;
            List<JsonElement> expected = [.. Flat(output.Value.GetProperty("data"))];
            if (given.DataType == DataType.Bytes)
            {
                given.ToStrings().Should().Equal(expected.Select(value => value.GetString()), "of {0}", path);
                continue;
            }

            double[] values = given.DataType switch
            {
                DataType.Int64 => [.. given.AsSpan<long>().ToArray().Select(value => (double)value)],
                DataType.Int32 => [.. given.AsSpan<int>().ToArray().Select(value => (double)value)],
                _ => given.AsSpan<double>().ToArray(),
            };
            values.Should().HaveCount(expected.Count);
            for (var i = 0; i < values.Length; i++)
            {
                var right = expected[i].GetDouble();
                var bound = fixture.AbsoluteTolerance + fixture.RelativeTolerance * Math.Abs(right);
                values[i].Should().BeApproximately(right, bound, "of {0}, {1}", path, output.Name);
            }
        }
    }

    private static IEnumerable<JsonElement> Flat(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flat) : [value];
}
