using Slipway.AspNetCore.ApiReference;

namespace Slipway.AspNetCore.Tests.ApiReference;

public sealed class ApiNamesTests
{
    [Fact]
    public void Names_OfAPlainModel_ReadAsItIsCalled()
    {
        var names = Names("iris-2.1", withVersion: false);

        names.Path.Should().Be("/v2/models/iris-2.1");
        names.OperationId("infer").Should().Be("infer_iris-2.1");
        names.Component("InferRequest").Should().Be("iris-2.1.InferRequest");
        names.Tag.Should().Be("iris-2.1");
    }

    [Fact]
    public void Names_WithVersion_NameItInThePath()
    {
        var names = Names("iris", withVersion: true);

        names.Path.Should().Be("/v2/models/iris/versions/7");
        names.OperationId("infer").Should().Be("inferVersion7_iris");
        names.Component("InferRequest").Should().Be("iris.Version7InferRequest");
    }

    [Theory]
    [InlineData("a b", "/v2/models/a%20b")]
    [InlineData("a/b", "/v2/models/a%2Fb")]
    [InlineData("{x}", "/v2/models/%7Bx%7D")]
    [InlineData("ü?#", "/v2/models/%C3%BC%3F%23")]
    public void Path_OddCharacters_ArePercentEncoded(string name, string path)
    {
        Names(name, withVersion: false).Path.Should().Be(path);
    }

    [Fact]
    public void Component_NamesThatDifferInOddCharactersOnly_StayApart()
    {
        string[] names = ["a b", "a/b", "a_b", "a\tb", "aüb"];

        var keys = names.Select(name => Names(name, withVersion: false).Component("X")).ToArray();

        keys.Should().OnlyHaveUniqueItems().And.AllSatisfy(key => key.Should().MatchRegex("^[a-zA-Z0-9._-]+$"));
    }

    private static ApiNames Names(string name, bool withVersion) =>
        new(new ServedModel(name, 7, "Available", null, null, null), withVersion);
}
