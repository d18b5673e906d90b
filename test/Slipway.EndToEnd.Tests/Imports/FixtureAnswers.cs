using System.Runtime.InteropServices;
using Slipway.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Imports;

/// <summary>Holds what a server answers against what a fixture knows.</summary>
internal static class FixtureAnswers
{
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

    /// <summary>The same over REST and over gRPC.</summary>
    public static async Task CheckBothAsync(ServerProcess server, string name, ModelFixture fixture)
    {
        foreach (var url in (string[])[server.HttpUrl, server.GrpcUrl])
        {
            var scheme = url == server.GrpcUrl ? "grpc" : "http";
            var address = new UriBuilder(url) { Scheme = scheme }.Uri;
            await using var client = InferenceClient.Create(address, new InferenceClientOptions());
            await WaitAsync(server, client, name);
            await CheckAsync(client, name, fixture);
        }
    }

    /// <summary>Waits until a model is ready, and fails where it never will be.</summary>
    public static async Task WaitAsync(ServerProcess server, IInferenceClient client, string name)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (!await client.IsModelReadyAsync(name, cancellationToken: limit.Token))
        {
            if (server.Output.Contains($"'{name}' version 1 failed", StringComparison.Ordinal))
                Assert.Fail($"'{name}' cannot be loaded:\n{server.Output}");
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Sends the fixture's inputs and compares what comes with its outputs, by their names or else by their order.</summary>
    public static async Task CheckAsync(IInferenceClient client, string name, ModelFixture fixture)
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
