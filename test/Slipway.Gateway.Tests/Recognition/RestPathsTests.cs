using Slipway.Gateway.Recognition;

namespace Slipway.Gateway.Tests.Recognition;

public sealed class RestPathsTests
{
    [Theory]
    [InlineData("/v2/models/ner", "ner", "")]
    [InlineData("/v2/models/ner/infer", "ner", "/infer")]
    [InlineData("/v2/models/ner/versions/3/infer", "ner", "/versions/3/infer")]
    [InlineData("/v2/models/ner/ready", "ner", "/ready")]
    [InlineData("/v2/models/ner/stats", "ner", "/stats")]
    [InlineData("/v2/models/ner/generate_stream", "ner", "/generate_stream")]
    [InlineData("/v2/models/stats/infer", "stats", "/infer")]
    [InlineData("/v1/models/ner", "ner", "")]
    [InlineData("/v1/models/ner:predict", "ner", ":predict")]
    [InlineData("/v1/models/a:b:predict", "a:b", ":predict")]
    [InlineData("/v1/models/ner/metadata", "ner", "/metadata")]
    [InlineData("/v1/models/ner/versions/3:classify", "ner", "/versions/3:classify")]
    [InlineData("/v1/models/ner/labels/stable:predict", "ner", "/labels/stable:predict")]
    [InlineData("/models/ner", "ner", "")]
    [InlineData("/models/ner/labels/stable", "ner", "/labels/stable")]
    [InlineData("/models/mein modell", "mein modell", "")]
    public void Recognize_PathOfModel_HasItsName(string path, string model, string rest)
    {
        var target = RestPaths.Recognize(path);

        target.Kind.Should().Be(RestKind.Model);
        target.Model.ToString().Should().Be(model);
        target.Rest.ToString().Should().Be(rest);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v2")]
    [InlineData("/v2/models")]
    [InlineData("/v2/models/")]
    [InlineData("/v2/health/ready")]
    [InlineData("/v2/repository/index")]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/")]
    [InlineData("/models/")]
    [InlineData("/services/")]
    [InlineData("/metrics")]
    public void Recognize_OtherPaths_AreTheGatewaysOwn(string path) =>
        RestPaths.Recognize(path).Kind.Should().Be(RestKind.Own);

    [Theory]
    [InlineData("/v2/repository/models/ner/load")]
    [InlineData("/V2/Repository/Models/ner/unload")]
    [InlineData("/v2/logging")]
    [InlineData("/v2/trace/setting")]
    [InlineData("/v2/models/ner/trace/setting")]
    [InlineData("/v2/models/stats")]
    [InlineData("/v2/systemsharedmemory/region/a/register")]
    [InlineData("/v2/cudasharedmemory/status")]
    [InlineData("/services/ner/v2/repository/models/ner/load")]
    [InlineData("/services/ner/V2/logging")]
    [InlineData("/services/ner/services/ner/v2/logging")]
    public void Recognize_PathsOfOneServer_AreManagement(string path) =>
        RestPaths.Recognize(path).Kind.Should().Be(RestKind.Management);

    [Theory]
    [InlineData("/services/ner", "ner", "")]
    [InlineData("/services/ner/", "ner", "/")]
    [InlineData("/services/ner/openapi.json", "ner", "/openapi.json")]
    [InlineData("/services/ner/v2/models/ner/infer", "ner", "/v2/models/ner/infer")]
    public void Recognize_PathOfService_HasWhatIsBelow(string path, string service, string rest)
    {
        var target = RestPaths.Recognize(path);

        target.Kind.Should().Be(RestKind.Service);
        target.Model.ToString().Should().Be(service);
        target.Rest.ToString().Should().Be(rest);
    }
}
