using Slipway.Cli.Fleets.Containers;
using Slipway.Containers.Images;

namespace Slipway.Cli.Tests.Fleets.Containers;

public sealed class ImagePullTests
{
    private const string Digest = "sha256:4d01fad8b9f5465b707c4af84fb83bb5102f17ddf854fd944e1f3404c3859525";

    [Theory]
    [InlineData("registry.example/team/iris:1", "registry.example/team/iris@" + Digest)]
    // Docker and Podman write Docker Hub's names each in a way of its own.
    [InlineData("iris:1", "iris@" + Digest)]
    [InlineData("iris", "docker.io/library/iris@" + Digest)]
    [InlineData("team/iris:1", "docker.io/team/iris@" + Digest)]
    public void Pinned_EngineKnowsItsDigest_IsTheReferenceWithIt(string reference, string name) =>
        ImagePull.Pinned(reference, Image("other.example/team/iris@" + Digest, name)).Should().Be(name);

    [Theory]
    [InlineData("registry.example/team/iris:1")]
    [InlineData("slipway.local/trial/iris:1")]
    public void Pinned_EngineKnowsNone_IsTheReference(string reference) =>
        ImagePull
            .Pinned(reference, Image("other.example/team/iris@" + Digest, "slipway.local/trial/iris@" + Digest))
            .Should()
            .Be(reference);

    private static EngineImage Image(params string[] names) => new(Digest, [], names);
}
