using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Services;

namespace Slipway.Operator.Tests.Services;

public sealed class RevisionTemplateTests
{
    [Fact]
    public void Cache_WithoutAWord_IsSharedWhereThereMayBeSeveralPods()
    {
        var one = new ModelServiceSpec { Cache = new CacheOptions() };

        RevisionTemplate.Of(one).Cache!.Shared.Should().BeFalse();
        RevisionTemplate.Of(one with { Scaling = new ScalingConfig() }).Cache!.Shared.Should().BeTrue();
        RevisionTemplate
            .Of(
                one with
                {
                    Replicas = 3,
                    Cache = new CacheOptions { Shared = false },
                }
            )
            .Cache!.Shared.Should()
            .BeFalse("it was said");
    }

    [Fact]
    public void Key_WithoutOptionsThatCameLater_IsWhatItWas() =>
        RevisionTemplate
            .Key(RevisionTemplate.Of(new ModelServiceSpec { Image = "ner:1" }))
            .Should()
            .Be(KeyOfOneImage, "an operator that is newer makes no other revisions of what runs");

    private const string KeyOfOneImage = "90c95a9cb12f06e0";
}
