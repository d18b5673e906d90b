using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Selectors;

public sealed class SelectorTests : ClusterTest
{
    [Theory]
    [InlineData("tier=web", "a,b")]
    [InlineData("tier==web,stage!=canary", "a")]
    [InlineData("tier in (web, db)", "a,b,c")]
    [InlineData("tier notin (web)", "c,d")]
    [InlineData("stage", "b")]
    [InlineData("!stage,tier", "a,c")]
    [InlineData("tier in (web),stage in (canary,stable)", "b")]
    public async Task Labels_OfASelector_ChooseObjects(string selector, string expected)
    {
        await MakeAsync("a", ("tier", "web"));
        await MakeAsync("b", ("tier", "web"), ("stage", "canary"));
        await MakeAsync("c", ("tier", "db"));
        await MakeAsync("d");
        var list = await Client.CoreV1.ListNamespacedSecretAsync(
            Space,
            labelSelector: selector,
            cancellationToken: Cancelled
        );
        string.Join(',', list.Items.Select(item => item.Metadata.Name)).Should().Be(expected);
    }

    [Theory]
    [InlineData("tier in web")]
    [InlineData("tier in (web")]
    [InlineData("=web")]
    public async Task Labels_ThatAreNoSelector_AreRefused(string selector)
    {
        var refused = await RefusedAsync(() =>
            Client.CoreV1.ListNamespacedSecretAsync(Space, labelSelector: selector, cancellationToken: Cancelled)
        );
        refused.Code.Should().Be(400);
    }

    [Fact]
    public async Task Fields_ThatAKindServes_ChooseObjects()
    {
        await MakeAsync("a");
        await MakeAsync("b");
        var named = await Client.CoreV1.ListNamespacedSecretAsync(
            Space,
            fieldSelector: "metadata.name=b",
            cancellationToken: Cancelled
        );
        named.Items.Should().ContainSingle().Which.Metadata.Name.Should().Be("b");
        var others = await Client.CoreV1.ListNamespacedSecretAsync(
            Space,
            fieldSelector: "metadata.name!=b,type=Opaque",
            cancellationToken: Cancelled
        );
        others.Items.Should().ContainSingle().Which.Metadata.Name.Should().Be("a");
    }

    [Fact]
    public async Task Fields_ThatAKindDoesNotServe_AreRefused()
    {
        var refused = await RefusedAsync(() =>
            Client.AppsV1.ListNamespacedDeploymentAsync(
                Space,
                fieldSelector: "spec.replicas=1",
                cancellationToken: Cancelled
            )
        );
        refused.Code.Should().Be(400);
        refused.Message.Should().Contain("\"spec.replicas\" is not a known field selector");
    }

    private Task<V1Secret> MakeAsync(string name, params (string Key, string Value)[] labels) =>
        Client.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret
            {
                Metadata = new V1ObjectMeta
                {
                    Name = name,
                    Labels = labels.ToDictionary(label => label.Key, label => label.Value),
                },
            },
            Space,
            cancellationToken: Cancelled
        );
}
