using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Client;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Imports;

/// <summary>Models of other frameworks, served as they are: the answers are the framework's, over REST and gRPC.</summary>
public sealed class FixtureServingTests(FixtureServer fixtures) : IClassFixture<FixtureServer>
{
    private const string DefaultSignature = "serving_default";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly Dictionary<string, DataType> Types = new()
    {
        ["f4"] = DataType.Fp32,
        ["f8"] = DataType.Fp64,
        ["i4"] = DataType.Int32,
        ["i8"] = DataType.Int64,
        ["u1"] = DataType.UInt8,
        ["b1"] = DataType.Bool,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(FixtureServer.Paths), MemberType = typeof(FixtureServer))]
    public async Task Serve_ModelWithKnownAnswers_GivesThemOverBothProtocols(string path)
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        var fixture = Answers(path);
        var name = FixtureServer.NameOf(path);
        foreach (var url in (string[])[fixtures.Server.HttpUrl, fixtures.Server.GrpcUrl])
        {
            var scheme = url == fixtures.Server.GrpcUrl ? "grpc" : "http";
            var address = new UriBuilder(url) { Scheme = scheme }.Uri;
            await using var client = InferenceClient.Create(address, new InferenceClientOptions());
            await WaitAsync(client, name);
            await CheckAsync(client, name, fixture);
        }
    }

    // Of several signatures the usual one is served where none is named, or else the first.
    private static ModelFixture Answers(string path)
    {
        var fixture = ModelFixture.Open(path);
        if (!fixture.Json.TryGetProperty("cases", out var cases) || cases.ValueKind != JsonValueKind.Array)
            return fixture;
        var names = cases.EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal).ToList();
        var served = names.Contains(DefaultSignature) ? DefaultSignature : names[0];
        return ModelFixture.Open(Path.Combine(path, served));
    }

    private async Task WaitAsync(IInferenceClient client, string name)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (!await client.IsModelReadyAsync(name, cancellationToken: limit.Token))
        {
            if (fixtures.Server.Output.Contains($"'{name}' version 1 failed", StringComparison.Ordinal))
                Assert.Fail($"'{name}' cannot be loaded:\n{fixtures.Server.Output}");
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task CheckAsync(IInferenceClient client, string name, ModelFixture fixture)
    {
        var metadata = await client.GetModelMetadataAsync(name, cancellationToken: Token);
        using var request = new InferenceRequest { Model = new ModelSelector(name) };
        var byName = fixture.Inputs.All(input => metadata.Signature.FindInput(input.Name) is not null);
        for (var i = 0; i < fixture.Inputs.Count; i++)
        {
            var (input, array) = fixture.Inputs[i];
            var tensor = Tensor.Allocate(Types[array.Type], new TensorShape([.. array.Shape.Select(dim => (long)dim)]));
            array.Bytes.CopyTo(tensor.Bytes);
            request.Inputs.Add(new NamedTensor(byName ? input : metadata.Signature.Inputs[i].Name, tensor));
        }

        using var response = await client.InferAsync(request, Token);
        var named = fixture.Outputs.All(output => response.Outputs.Any(given => given.Name == output.Name));
        for (var i = 0; i < fixture.Outputs.Count; i++)
        {
            var (output, expected) = fixture.Outputs[i];
            var actual = named ? response.Outputs.First(given => given.Name == output) : response.Outputs[i];
            Compare(fixture, output, actual.Tensor, expected);
        }
    }

    private static void Compare(ModelFixture fixture, string output, Tensor actual, NumpyArray expected)
    {
        actual.Shape.AsArray().Should().Equal(expected.Shape.Select(dim => (long)dim), "output '{0}'", output);
        var wanted = Values(Types[expected.Type], expected.Bytes);
        var given = Values(actual.DataType, actual.Bytes);
        for (var i = 0; i < wanted.Length; i++)
        {
            var bound = fixture.AbsoluteTolerance + fixture.RelativeTolerance * Math.Abs(wanted[i]);
            if (!(Math.Abs(given[i] - wanted[i]) <= bound) && !given[i].Equals(wanted[i]))
                Assert.Fail($"Output '{output}', element {i}: {given[i]} instead of {wanted[i]} ± {bound}.");
        }
    }

    private static double[] Values(DataType type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            DataType.Fp32 => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(value => (double)value)],
            DataType.Fp64 => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
            DataType.Int32 => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(value => (double)value)],
            DataType.Int64 => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(value => (double)value)],
            DataType.UInt8 or DataType.Bool => [.. bytes.ToArray().Select(value => (double)value)],
            _ => throw new NotSupportedException(type.ToString()),
        };
}
