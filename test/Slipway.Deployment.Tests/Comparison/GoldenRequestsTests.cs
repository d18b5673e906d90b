using System.Text;
using Slipway.Deployment.Comparison;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Deployment.Tests.Comparison;

public sealed class GoldenRequestsTests : IDisposable
{
    private readonly DirectoryInfo _package = Directory.CreateTempSubdirectory("slipway-golden-");

    public void Dispose() => _package.Delete(true);

    [Fact]
    public void Read_Package_HasThePairsByNameAndPassesOverExamples()
    {
        Write("b.json", "{}");
        Write("b.expected.json", """{"x":1}""");
        Write("a.text.json", "1");
        Write("a.text.expected.json", "2");
        Write("example.json", "{}");

        var requests = GoldenRequests.Read(_package.FullName);

        requests.Select(request => request.Name).Should().Equal("a.text", "b");
        Encoding.UTF8.GetString(requests[0].Body.Span).Should().Be("1");
        Encoding.UTF8.GetString(requests[0].Expected.Span).Should().Be("2");
    }

    [Fact]
    public void Read_NoFolderOrAFile_IsEmpty()
    {
        GoldenRequests.Read(_package.FullName).Should().BeEmpty();
        var file = Path.Combine(_package.FullName, "model.onnx");
        File.WriteAllText(file, "");
        GoldenRequests.Read(file).Should().BeEmpty();
    }

    [Fact]
    public void Any_ExpectedAnswerThere_IsSo()
    {
        GoldenRequests.Any(null).Should().BeFalse();
        GoldenRequests.Any(_package.FullName).Should().BeFalse();
        Write("example.json", "{}");
        GoldenRequests.Any(_package.FullName).Should().BeFalse("an example says nothing of its answer");
        Write("lonely.expected.json", "{}");
        GoldenRequests.Any(_package.FullName).Should().BeTrue("what is wrong with it is told when it is read");
    }

    [Fact]
    public void Read_AnswerWithoutRequest_IsRefusedByName()
    {
        Write("a.expected.json", "{}");
        Refusal().Should().Contain("requests/a.expected.json").And.Contain("a.json");
    }

    [Fact]
    public void Read_TooMany_IsRefused()
    {
        for (var i = 0; i <= GoldenRequests.Most; i++)
        {
            Write($"{i}.json", "{}");
            Write($"{i}.expected.json", "{}");
        }

        Refusal().Should().Contain("more than 100");
    }

    [Fact]
    public void Read_TooLarge_IsRefusedByName()
    {
        Write("a.json", new string(' ', GoldenRequests.LargestFile + 1));
        Write("a.expected.json", "{}");
        Refusal().Should().Contain("requests/a.json").And.Contain("4.19 MB");
    }

    [Theory]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[NaN]}]}""", "/v2/models/m/infer")]
    [InlineData("""{"instances":[[1]]}""", "/v1/models/m:predict")]
    [InlineData("""{"text":"Berlin"}""", "/models/m")]
    [InlineData("""{"inputs":"a text"}""", "/models/m")]
    [InlineData("""[{"text":"Berlin"}]""", "/models/m")]
    [InlineData("broken", "/models/m")]
    public void PathOf_Body_IsItsProtocols(string body, string path) =>
        GoldenPath.Of(Encoding.UTF8.GetBytes(body), "m").Should().Be(path);

    [Theory]
    [InlineData("""{"entities":[{"type":"PER"}]}""", """{"entities":[{"type":"PER","score":0.9}],"id":"7"}""", null)]
    [InlineData(
        """{"entities":[{"type":"PER"}]}""",
        """{"entities":[]}""",
        "entities should have 1 elements and has 0"
    )]
    [InlineData("""{"entities":[{"type":"PER"}]}""", """{"entities":[{}]}""", "entities[0].type is missing")]
    public void Difference_OfGoldenAnswer_LetsItHaveMore(string expected, string answer, string? difference) =>
        GoldenAnswer
            .Difference(
                new GoldenRequest("r", default, Encoding.UTF8.GetBytes(expected)),
                Encoding.UTF8.GetBytes(answer),
                null
            )
            .Should()
            .Be(difference);

    private string Refusal()
    {
        var read = () => GoldenRequests.Read(_package.FullName);
        return read.Should()
            .Throw<ServingException>()
            .Where(e => e.Code == ServingErrorCode.InvalidArgument)
            .Which.Message;
    }

    private void Write(string name, string text)
    {
        var folder = _package.CreateSubdirectory("requests");
        File.WriteAllText(Path.Combine(folder.FullName, name), text);
    }
}
