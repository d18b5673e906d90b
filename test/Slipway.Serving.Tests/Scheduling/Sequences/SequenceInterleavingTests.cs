namespace Slipway.Serving.Tests.Scheduling.Sequences;

/// <summary>However the requests of many sequences come between each other, each gets the sums it would get alone.</summary>
public sealed class SequenceInterleavingTests
{
    private const int Sequences = 12;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 8)]
    public async Task Interleaving_OfRandomSequences_GivesEachItsOwnSums(int seed, int concurrency)
    {
        await using var rig = await SequenceRig.CreateAsync(concurrency: concurrency);
        var random = new Random(seed);
        var values = Enumerable
            .Range(0, Sequences)
            .Select(_ => Enumerable.Range(0, random.Next(1, 40)).Select(_ => (float)random.Next(100)).ToArray())
            .ToArray();
        var order = values.SelectMany((list, sequence) => list.Select(_ => sequence)).ToArray();
        random.Shuffle(order);

        var sent = new int[Sequences];
        var answers = Enumerable.Range(0, Sequences).Select(_ => new List<Task<float>>()).ToArray();
        foreach (var sequence in order)
        {
            var (at, list) = (sent[sequence]++, values[sequence]);
            answers[sequence]
                .Add(rig.SendAsync(new((ulong)sequence + 1), list[at], start: at == 0, end: at == list.Length - 1));
            // Some are sent on the heels of others, some after them.
            if (random.Next(4) == 0)
                await answers[sequence][^1];
        }

        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var sum = 0f;
            var expected = values[sequence].Select(value => sum += value).ToArray();
            (await Task.WhenAll(answers[sequence])).Should().Equal(expected);
        }

        rig.Servable.MostAtOnce.Should().BeLessThanOrEqualTo(concurrency);
        rig.Scheduler.SequenceCount.Should().Be(0);
        rig.Servable.StatesHeld.Should().Be(0);
    }
}
