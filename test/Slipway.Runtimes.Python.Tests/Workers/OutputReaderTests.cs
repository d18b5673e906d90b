using System.Text;
using Slipway.Runtimes.Python.Tests.Hosting;
using Slipway.Runtimes.Python.Workers;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Python.Tests.Workers;

public sealed class OutputReaderTests
{
    [Fact]
    public async Task Lines_OfAnyLength_AreCut()
    {
        var log = new LogLines();
        var reader = await ReadAsync(log, new string('x', 100_000) + "\n\nend without a break");

        reader.Last.Should().Equal(new string('x', OutputReader.MostCharacters), "end without a break");
        (await log.WaitForAsync("xxx")).Should().HaveLength("Warning: m: ".Length + OutputReader.MostCharacters);
        await log.WaitForAsync("end without a break");
    }

    [Fact]
    public async Task Lines_OfOneSecond_AreCountedBeyondTheMost()
    {
        var log = new LogLines();
        var reader = await ReadAsync(log, string.Concat(Enumerable.Range(0, 1000).Select(i => $"line {i}\n")));

        await log.WaitForAsync($"line {OutputReader.MostLines - 1}");
        (await log.WaitForAsync("m: ")).Should().Contain($"{1000 - OutputReader.MostLines} lines more");
        reader.Last.Should().HaveCount(20).And.EndWith("line 999");
    }

    private static async Task<OutputReader> ReadAsync(LogLines log, string text)
    {
        using var stream = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var reader = new OutputReader(
            stream,
            log,
            "m",
            isError: true,
            new ManualTimeProvider(DateTimeOffset.UnixEpoch)
        );
        await reader.RunAsync();
        return reader;
    }
}
