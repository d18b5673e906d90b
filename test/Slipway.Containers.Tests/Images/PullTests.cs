using Docker.DotNet.Models;
using Slipway.Containers.Images;

namespace Slipway.Containers.Tests.Images;

public sealed class PullTests
{
    [Theory]
    [InlineData("iris", "iris:latest")]
    [InlineData("team/iris:1", "team/iris:1")]
    [InlineData("127.0.0.1:5000/team/iris", "127.0.0.1:5000/team/iris:latest")]
    [InlineData("registry.example/iris@sha256:ab", "registry.example/iris@sha256:ab")]
    public void WithTag_Reference_NamesOneImage(string reference, string named) =>
        EngineImages.WithTag(reference).Should().Be(named);

    [Theory]
    // Docker 20.10 and 28, Podman 4.3 and 5, of docker-registry and Docker Hub.
    [InlineData(
        "manifest for 127.0.0.1:5000/a:1 not found: manifest unknown: manifest unknown",
        EngineErrors.ImageMissing
    )]
    [InlineData("reading manifest 1 in 127.0.0.1:5000/a: manifest unknown", EngineErrors.ImageMissing)]
    [InlineData(
        "reading manifest latest in 127.0.0.1:5000/a: name unknown: repository name not known",
        EngineErrors.ImageMissing
    )]
    [InlineData(
        "Get \"http://127.0.0.1:5000/v2/a/manifests/1\": no basic auth credentials",
        EngineErrors.NotAuthorised
    )]
    [InlineData(
        "initializing source docker://r/a:1: reading manifest 1 in r/a: unauthorized: authentication required",
        EngineErrors.NotAuthorised
    )]
    [InlineData(
        "pull access denied for a, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
        EngineErrors.NotAuthorised
    )]
    [InlineData(
        "pinging container registry 127.0.0.1:1: dial tcp 127.0.0.1:1: connect: connection refused",
        EngineErrors.Refused
    )]
    public void Failure_OfWords_IsToldApart(string words, string reason)
    {
        var failure = PullFailure.Of("r/a:1", words, null);
        failure.Reason.Should().Be(reason);
        failure.Message.Should().Contain("r/a:1").And.Contain(words);
    }

    [Fact]
    public void Ledger_StepsOfDocker_AreAddedUp()
    {
        var told = new List<PullProgress>();
        var ledger = new PullLedger(new Told(told));
        ledger.Report(Step("1", "Pulling from team/iris"));
        ledger.Report(Step("aa", "Pulling fs layer"));
        ledger.Report(Step("bb", "Already exists"));
        ledger.Report(Step("aa", "Downloading", 500, 2000));
        ledger.Report(Step("aa", "Downloading", 1500, 2000));
        ledger.Report(Step("aa", "Download complete"));
        ledger.Report(Step("aa", "Extracting", 10, 2000));
        ledger.Report(Step("aa", "Pull complete"));

        told.Should()
            .Equal(
                new PullProgress(1, 0, 0, 0),
                new PullProgress(2, 1, 0, 0),
                new PullProgress(2, 1, 500, 2000),
                new PullProgress(2, 1, 1500, 2000),
                new PullProgress(2, 1, 2000, 2000),
                new PullProgress(2, 2, 2000, 2000)
            );
        ledger.Failure.Should().BeNull();
    }

    [Fact]
    public void Ledger_Failure_IsKept()
    {
        var ledger = new PullLedger(null);
        ledger.Report(new JSONMessage { Error = new JSONError { Message = "no" } });
        ledger.Failure.Should().Be("no");
    }

    private static JSONMessage Step(string id, string status, long? current = null, long? total = null) =>
        new()
        {
            ID = id,
            Status = status,
            Progress = total is null ? null : new JSONProgress { Current = current, Total = total },
        };

    private sealed class Told(List<PullProgress> told) : IProgress<PullProgress>
    {
        public void Report(PullProgress value) => told.Add(value);
    }
}
