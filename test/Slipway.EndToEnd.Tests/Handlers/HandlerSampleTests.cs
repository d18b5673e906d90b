using Slipway.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.EndToEnd.Tests.Handlers;

/// <summary>The samples of models in C#, as processes, over REST and gRPC.</summary>
public sealed class HandlerSampleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dates_TextsWithFacts_FindsThem()
    {
        await using var server = await ServerProcess.StartProgramAsync(Checkout.SampleProgram("Dates"));
        string[] texts = ["Invoice of 3.4.2024: 1,234.50 EUR, due 2024-05-01.", "Nothing on 31.2.2024."];
        foreach (var address in Addresses(server))
        {
            await using var client = InferenceClient.Create(address);
            using var request = new InferenceRequest { Model = new ModelSelector("dates") };
            request.Inputs.Add(new NamedTensor("text", Tensor.FromStrings(texts, new TensorShape(2))));
            using var response = await client.InferAsync(request, Token);
            Output(response, "dates").ToStrings().Should().Equal("2024-04-03;2024-05-01", "");
            Output(response, "amounts").ToStrings().Should().Equal("1234.50 EUR", "");
            Output(response, "count").AsSpan<int>().ToArray().Should().Equal(3, 0);
        }
    }

    [Fact]
    public async Task Rents_ModelOfMLNet_EstimatesWhatWasMadeUp()
    {
        await using var server = await ServerProcess.StartProgramAsync(Checkout.SampleProgram("Rents"));
        foreach (var address in Addresses(server))
        {
            await using var client = InferenceClient.Create(address);
            using var request = new InferenceRequest { Model = new ModelSelector("rents") };
            var two = new TensorShape(2);
            request.Inputs.Add(new NamedTensor("area", Tensor.From<float>([70, 120], two)));
            request.Inputs.Add(new NamedTensor("rooms", Tensor.From<float>([3, 5], two)));
            request.Inputs.Add(new NamedTensor("district", Tensor.FromStrings(["centre", "north"], two)));
            request.Inputs.Add(new NamedTensor("year", Tensor.From<float>([1995, 2015], two)));
            request.Inputs.Add(new NamedTensor("lift", Tensor.From<bool>([true, false], two)));
            using var response = await client.InferAsync(request, Token);
            var rents = Output(response, "rent").AsSpan<float>().ToArray();
            // The rule that the training data follow, without their noise.
            rents[0].Should().BeApproximately(150 + (16 * 70 * (1 - (70f / 800))) + 40, 120);
            rents[1].Should().BeApproximately(150 + (11 * 120 * (1 - (120f / 800))) + 180, 120);
        }
    }

    private static string[] Addresses(ServerProcess server) =>
        [server.HttpUrl, server.GrpcUrl.Replace("http://", "grpc://", StringComparison.Ordinal)];

    private static Tensor Output(InferenceResponse response, string name) =>
        response.Outputs.Find(output => output.Name == name).Tensor;
}
