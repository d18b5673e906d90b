using k8s.Models;
using Slipway.ApiServer;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Schemas;

namespace Slipway.Kubernetes.Tests.Resources;

/// <summary>What an API server refuses by the rules of the definitions.</summary>
public sealed class SchemaRulesTests : IAsyncLifetime
{
    private TestApiServer _server = null!;
    private k8s.Kubernetes _client = null!;
    private ResourceApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestApiServer.StartAsync(new TestApiServerOptions(), Token);
        _client = _server.Client();
        _api = new ResourceApi(_client);
        foreach (var definition in CustomResourceDefinitions.All((_, _) => null))
        {
            await _api.CreateAsync(ResourceKind.Of<V1CustomResourceDefinition>(), null, definition, Token);
        }

        await _server.SettledAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    public static TheoryData<ModelSource, string> Refused =>
        new()
        {
            { new ModelSource(), "exactly one of artifact, address and claim" },
            {
                new ModelSource { Artifact = "r.example/a:1", Address = "s3://b/m.onnx" },
                "exactly one of artifact, address and claim"
            },
            {
                new ModelSource { Address = "oci://r.example/a:1" },
                "a model in a registry is an artifact"
            },
            {
                new ModelSource { Address = "ftp://r.example/a" },
                "an address begins with"
            },
            {
                new ModelSource { Address = "s3://b/m.onnx", Delivery = ArtifactDelivery.ImageVolume },
                "only an artifact can be an image volume"
            },
            {
                new ModelSource { Claim = new ClaimSource() },
                "the claim's name is missing"
            },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Create_ModelThatIsNowhereOrTwice_IsRefusedWithTheReason(ModelSource model, string reason)
    {
        var creation = () => CreateAsync("wrong", model);

        (await creation.Should().ThrowAsync<ApiException>()).WithMessage($"*{reason}*");
    }

    [Fact]
    public async Task Create_ModelAtOnePlace_IsTaken()
    {
        await CreateAsync("one", new ModelSource { Artifact = "r.example/a:1" });
        await CreateAsync("two", new ModelSource { Address = "https://models.example/iris.onnx" });
        await CreateAsync("three", new ModelSource { Claim = new ClaimSource { Name = "models" } });
        await CreateAsync(
            "four",
            new ModelSource { Artifact = "r.example/a:1", Delivery = ArtifactDelivery.ImageVolume }
        );
        _server.Unchecked.Should().BeEmpty("every rule was understood");
    }

    private Task<ModelService> CreateAsync(string name, ModelSource model) =>
        _api.CreateAsync(
            ResourceKind.Of<ModelService>(),
            "default",
            new ModelService
            {
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" },
                Spec = new ModelServiceSpec { Model = model },
            },
            Token
        );
}
