using Slipway.Supervisor.Logs;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Logs;

public sealed class ReplicaLogTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    private string Raw => ReplicaLog.RawFile(_folder.Path, "iris-1-1");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Collect_LinesThatCame_AreKeptWithTheirTime()
    {
        var log = new ReplicaLog(_folder.Path, "iris-1-1");
        log.Collect(false, Now).Should().BeEmpty();
        File.AppendAllText(Raw, "one\ntwo\r\nthr");
        log.Collect(false, Now).Select(line => line.Text).Should().Equal("one", "two");
        File.AppendAllText(Raw, "ee\n\n");
        log.Collect(false, Now.AddSeconds(1)).Select(line => line.Text).Should().Equal("three", "");
        log.Last(2)
            .Select(line => (line.At, line.Text))
            .Should()
            .Equal((Now.AddSeconds(1), "three"), (Now.AddSeconds(1), ""));
        log.Last(10).Should().HaveCount(4);
    }

    [Fact]
    public void Collect_AnotherSupervisor_GoesOnWhereTheLastStopped()
    {
        File.AppendAllText(Raw, "one\nhalf");
        new ReplicaLog(_folder.Path, "iris-1-1").Collect(false, Now);
        File.AppendAllText(Raw, " a line\n");
        var log = new ReplicaLog(_folder.Path, "iris-1-1");
        log.Collect(false, Now).Select(line => line.Text).Should().Equal("half a line");
    }

    [Fact]
    public void Collect_LineWithoutEnd_IsToldInParts()
    {
        var log = new ReplicaLog(_folder.Path, "iris-1-1");
        File.AppendAllText(Raw, new string('x', (2 * RawLog.LongestLine) + 5));
        log.Collect(false, Now).Select(line => line.Text.Length).Should().Equal(RawLog.LongestLine, RawLog.LongestLine);
        log.Collect(true, Now).Should().ContainSingle().Which.Text.Should().Be("xxxxx");
    }

    /// <summary>The file that the replica writes to gives its room back, and no line is lost by that.</summary>
    [Fact]
    public void Collect_MegabytesOfLines_AreAllToldAndBounded()
    {
        const int Lines = 200_000;
        var log = new ReplicaLog(_folder.Path, "iris-1-1");
        var told = 0;
        for (var i = 0; i < Lines; i++)
        {
            File.AppendAllText(Raw, $"line {i} of a replica that writes very much\n");
            if (i % 5_000 != 0)
                continue;
            Check(log.Collect(false, Now));
        }

        while (log.Collect(isLast: true, Now) is { Count: > 0 } rest)
        {
            Check(rest);
        }

        told.Should().Be(Lines);
        new DirectoryInfo(_folder.Path).GetFiles("*.log*").Sum(file => file.Length).Should().BeLessThan(10 << 20);

        void Check(IReadOnlyList<Slipway.Deployment.Fleet.LogLine> lines)
        {
            foreach (var line in lines)
            {
                line.Text.Should().StartWith($"line {told} ");
                told++;
            }
        }
    }
}
