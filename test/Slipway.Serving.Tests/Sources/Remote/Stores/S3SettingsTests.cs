using Slipway.Errors;
using Slipway.Serving.Sources.Remote.Stores;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources.Remote.Stores;

public sealed class S3SettingsTests : IDisposable
{
    private readonly TempFolder _home = new();
    private readonly Dictionary<string, string> _environment;

    public S3SettingsTests()
    {
        _environment = new Dictionary<string, string> { ["HOME"] = _home.Path };
        _home.Write(
            ".aws/credentials",
            """
            [default]
            aws_access_key_id = DEFAULT
            aws_secret_access_key = one
            # a comment = here
            [other]
            aws_access_key_id=OTHER
            aws_secret_access_key=two
            aws_session_token=three=
            """
        );
        _home.Write(".aws/config", "[default]\nregion = eu-north-1\n[profile other]\nregion = eu-west-3\n");
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Read_Variables_GoBeforeFiles()
    {
        _environment["AWS_ACCESS_KEY_ID"] = "VARIABLE";
        _environment["AWS_SECRET_ACCESS_KEY"] = "secret";
        _environment["AWS_SESSION_TOKEN"] = "token";
        _environment["AWS_REGION"] = "ap-south-1";
        var settings = Read();
        settings.AccessKey!.Id.Should().Be("VARIABLE");
        settings.AccessKey.Token.Should().Be("token");
        settings.Region.Should().Be("ap-south-1");
        settings.Endpoint.Should().BeNull();
    }

    [Theory]
    [InlineData(null, "DEFAULT", null, "eu-north-1")]
    [InlineData("other", "OTHER", "three=", "eu-west-3")]
    public void Read_Profile_IsFoundInTheFiles(string? profile, string id, string? token, string region)
    {
        if (profile is not null)
            _environment["AWS_PROFILE"] = profile;
        var settings = Read();
        settings.AccessKey!.Id.Should().Be(id);
        settings.AccessKey.Token.Should().Be(token);
        settings.Region.Should().Be(region);
    }

    [Fact]
    public void Read_NoKeyAnywhere_IsAnonymousInTheDefaultRegion()
    {
        _environment["HOME"] = _home["nobody"];
        var settings = Read();
        settings.AccessKey.Should().BeNull();
        settings.Region.Should().Be("us-east-1");
        settings.KeyOrigin.Should().Contain("without credentials");
    }

    [Fact]
    public void Read_ProfileWithoutKey_IsRefusedByItsName()
    {
        _environment["AWS_PROFILE"] = "missing";
        var read = Read;
        read.Should().Throw<ServingException>().Which.Message.Should().Contain("'missing'");
    }

    [Theory]
    [InlineData("http://example.org", "--allow-http")]
    [InlineData("example.org:9000", "AWS_ENDPOINT_URL")]
    public void Read_EndpointThatCannotBe_IsRefused(string address, string says)
    {
        _environment["AWS_ENDPOINT_URL"] = address;
        var read = Read;
        read.Should().Throw<ServingException>().Which.Message.Should().Contain(says);
    }

    private S3Settings Read() => S3Settings.Read(_environment.GetValueOrDefault, allowHttp: false);
}
