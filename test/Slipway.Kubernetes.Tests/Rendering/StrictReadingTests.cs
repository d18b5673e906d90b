using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering;

public sealed class StrictReadingTests
{
    [Theory]
    [InlineData(RenderForm.Plain, null)]
    [InlineData(RenderForm.Plain, "production")]
    [InlineData(RenderForm.Resources, null)]
    [InlineData(RenderForm.Resources, "production")]
    [InlineData(RenderForm.SingleHost, null)]
    public void Newsroom_AsYaml_IsReadStrictlyAndIsTheSame(RenderForm form, string? environment)
    {
        var fleet = Fleets.Newsroom(form, environment);
        var yaml = YamlText.Of(fleet.Objects);

        var read = StrictObjects.Read(yaml);

        read.Select(each => (each.ApiVersion, each.Kind, each.Metadata.Name))
            .Should()
            .Equal(fleet.Objects.Select(each => (each.ApiVersion, each.Kind, each.Metadata.Name)));
        YamlText.Of(read).Should().Be(yaml, "nothing was lost on the way");
    }

    [Theory]
    [InlineData("replicas:", "replicaz:")]
    [InlineData("readOnlyRootFilesystem:", "readOnlyRootFileSystem:")]
    [InlineData("automountServiceAccountToken: false", "automountServiceAccountTokens: false")]
    [InlineData("maxUnavailable: 1", "maxUnavailables: 1")]
    public void Reading_AFieldThatIsUnknown_IsRefused(string known, string unknown)
    {
        var yaml = YamlText.Of(Fleets.Newsroom(RenderForm.Plain).Objects);
        yaml.Should().Contain(known);

        var reading = () => StrictObjects.Read(yaml.Replace(known, unknown, StringComparison.Ordinal));

        reading.Should().Throw<Exception>().WithMessage($"*{unknown.Split(':')[0]}*");
    }

    [Fact]
    public void Reading_AFieldOfAModelServiceThatIsUnknown_IsRefused()
    {
        var yaml = YamlText.Of(Fleets.Newsroom(RenderForm.Resources).Objects);

        var reading = () => StrictObjects.Read(yaml.Replace("holdTimeout:", "holdTimeouts:", StringComparison.Ordinal));

        reading.Should().Throw<System.Text.Json.JsonException>().WithMessage("*holdTimeouts*");
    }
}
