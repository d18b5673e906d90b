using Slipway.Errors;
using Slipway.Serving.Sources.Remote;

namespace Slipway.Serving.Tests.Sources.Remote;

public sealed class RemoteLocationTests
{
    [Theory]
    [InlineData("s3://bucket/a/b", "S3", "bucket", "a/b", "s3://bucket/a/b")]
    [InlineData("s3://Bucket.with.Dots/", "S3", "Bucket.with.Dots", "", "s3://Bucket.with.Dots/")]
    [InlineData("s3://_Buck_et/ø #?", "S3", "_Buck_et", "ø #?", "s3://_Buck_et/ø #?")]
    [InlineData("az://models/ner", "Azure", "models", "ner", "az://models/ner")]
    [InlineData("https://host/iris.onnx", "Web", "", "iris.onnx", "https://host/iris.onnx")]
    [InlineData("https://host/a%20b/iris.zip?token=secret", "Web", "", "a b/iris.zip", "https://host/a b/iris.zip")]
    [InlineData(
        "https://acc.blob.core.windows.net/c/p/q?sv=1&sig=secret",
        "Azure",
        "c",
        "p/q",
        "https://acc.blob.core.windows.net/c/p/q"
    )]
    [InlineData(
        "http://127.0.0.1:10000/devstoreaccount1/c/p",
        "Azure",
        "c",
        "p",
        "http://127.0.0.1:10000/devstoreaccount1/c/p"
    )]
    [InlineData(
        "oci://reg.example:5000/team/iris:1.2",
        "Registry",
        "reg.example:5000",
        "team/iris",
        "oci://reg.example:5000/team/iris:1.2"
    )]
    [InlineData(
        "oci://localhost/iris@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "Registry",
        "localhost",
        "iris",
        "oci://localhost/iris@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    public void Parse_Address_IsTakenApart(string text, string kind, string container, string path, string display)
    {
        var location = RemoteLocation.Parse(text, allowHttp: false);
        location.Kind.ToString().Should().Be(kind);
        location.Container.Should().Be(container);
        location.Path.Should().Be(path);
        location.Display.Should().Be(display).And.NotContain("secret");
    }

    [Theory]
    [InlineData("http://example.org/a.onnx", "--allow-http")]
    [InlineData("ftp://example.org/a.onnx", "'ftp'")]
    [InlineData("https://example.org/", "names no file")]
    [InlineData("https://user:secret@example.org/a.onnx", "SLIPWAY_HTTP_AUTHORIZATION")]
    [InlineData("https://example.org/a.onnx#part", "fragment")]
    [InlineData("https://example.org/a.onnx#sha256=12", "64 hexadecimals")]
    [InlineData("s3:///prefix", "names no bucket")]
    [InlineData("s3://key:secret@bucket/prefix", "names no bucket")]
    [InlineData("az://buck et/prefix", "names no bucket")]
    [InlineData("https://acc.blob.core.windows.net/", "names no container")]
    [InlineData("oci://iris", "names no registry")]
    [InlineData("oci://team/iris:1", "oci://docker.io/team/iris:1")]
    [InlineData("oci://reg.example/Iris", "names no image")]
    [InlineData("oci://reg.example/iris@sha256:12", "64 hexadecimal")]
    [InlineData("oci://user:secret@reg.example/iris", "podman login")]
    [InlineData(
        "oci://reg.example/iris#sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "@sha256:"
    )]
    public void Parse_WhatCannotBe_IsRefusedWithTheRemedy(string text, string says)
    {
        var parse = () => RemoteLocation.Parse(text, allowHttp: false);
        var failure = parse.Should().Throw<ServingException>().Which;
        failure.Code.Should().Be(ServingErrorCode.InvalidArgument);
        failure.Message.Should().Contain(says).And.NotContain("secret");
    }

    [Fact]
    public void Parse_Http_IsTakenOnThisMachineAndWithConsent()
    {
        RemoteLocation.Parse("http://localhost:9/a.onnx", allowHttp: false).Kind.Should().Be(RemoteKind.Web);
        RemoteLocation.Parse("http://example.org/a.onnx", allowHttp: true).Kind.Should().Be(RemoteKind.Web);
    }

    [Fact]
    public void Parse_Checksum_IsKeptApart()
    {
        var digest = new string('A', 64);
        var location = RemoteLocation.Parse($"https://host/a.onnx#sha256={digest}", allowHttp: false);
        location.Sha256.Should().Be(digest.ToLowerInvariant());
        location.Endpoint!.Fragment.Should().BeEmpty();
    }

    [Theory]
    [InlineData("oci://reg.example/iris@sha256:12", "oci://reg.example/iris@sha256:12")]
    [InlineData("oci://user:secret@reg.example/iris@sha256:12", "oci://reg.example/iris@sha256:12")]
    [InlineData("https://user:secret@host/a?b#c", "https://host/a")]
    [InlineData("s3://key:sec/ret@bucket/p", "s3://bucket/p")]
    public void Show_Address_IsWithoutCredentials(string address, string shown) =>
        RemoteModelSource.Show(address).Should().Be(shown);

    [Theory]
    [InlineData("s3://a/b", true)]
    [InlineData("https://a/b", true)]
    [InlineData("models/iris", false)]
    [InlineData("C:\\models", false)]
    [InlineData("C://models", false)]
    public void IsRemote_Text_IsToldFromAPath(string text, bool remote) =>
        RemoteLocation.IsRemote(text).Should().Be(remote);
}
