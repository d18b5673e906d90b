using Slipway.Cli.Fleets.Views;
using Slipway.Cli.Tests.Fakes;

namespace Slipway.Cli.Tests.Fleets.Views;

public sealed class FiguresTests
{
    [Fact]
    public void Traffic_OfSeveralRevisions_HasTheOlderFirst()
    {
        var service = FleetStatuses.Service() with
        {
            Revisions =
            [
                FleetStatuses.Revision(4, 0) with
                {
                    Label = "candidate",
                },
                FleetStatuses.Revision(3, 0.05),
                FleetStatuses.Revision(2, 0.95),
                FleetStatuses.Revision(1, 0),
            ],
        };

        Figures.Revisions(service).Should().Be("2, 3, 4");
        Figures.Traffic(service).Should().Be("95/5/0");
    }

    [Fact]
    public void Traffic_OfNothing_IsADash() =>
        Figures.Traffic(FleetStatuses.Service() with { Revisions = [] }).Should().Be("-");

    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.123, "0.12 ms")]
    [InlineData(1.26, "1.3 ms")]
    [InlineData(123.4, "123 ms")]
    [InlineData(12_345.0, "12.3 s")]
    public void Milliseconds_OfEverySize_AreShort(double? time, string text) =>
        Figures.Milliseconds(time).Should().Be(text);

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.0001, "<0.1 %")]
    [InlineData(0.0512, "5.1 %")]
    [InlineData(1, "100 %")]
    public void Part_OfAFew_IsNotToldAsNone(double part, string text) => Figures.Part(part).Should().Be(text);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.25, "0.3")]
    [InlineData(1234.4, "1234")]
    public void Rate_OfEverySize_IsShort(double rate, string text) => Figures.Rate(rate).Should().Be(text);
}
