using Slipway.Client.Tests.Fakes;
using Slipway.Errors;

namespace Slipway.Client.Tests.Grpc;

public sealed class GrpcInferenceClientTests
{
    [Fact]
    public async Task ListModels_ServerWithoutAnIndex_SaysWhatToDoInstead()
    {
        await using var server = await EchoServer.StartAsync();
        server.Model.HasIndex = false;
        await using var client = InferenceClient.Create(server.Grpc);

        var act = () => client.ListModelsAsync(TestContext.Current.CancellationToken);

        (await act.Should().ThrowAsync<ServingException>().WithMessage("*name the model*REST*"))
            .Which.Code.Should()
            .Be(ServingErrorCode.Unsupported);
    }
}
