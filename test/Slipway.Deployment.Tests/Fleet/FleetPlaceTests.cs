using System.Text;
using Slipway.Deployment.Fleet;

namespace Slipway.Deployment.Tests.Fleet;

public sealed class FleetPlaceTests
{
    [Fact]
    public void Of_SameFolderAndName_IsTheSamePlace() =>
        FleetPlace.Of("/fleets/news/", "news", "/state").Should().Be(FleetPlace.Of("/fleets/./news", "news", "/state"));

    [Fact]
    public void Of_OtherFolderOrName_IsAnotherPlace()
    {
        var one = FleetPlace.Of("/fleets/news", "news", "/state");
        FleetPlace.Of("/fleets/other", "news", "/state").State.Should().NotBe(one.State);
        FleetPlace.Of("/fleets/news", "other", "/state").State.Should().NotBe(one.State);
    }

    [Theory]
    [InlineData("/state")]
    [InlineData(
        "/a/folder/whose/name/is/so/long/that/no/socket/can/be/in/it/because/its/path/would/be/over/a/hundred/bytes"
    )]
    public void Of_AnyRoot_HasSocketsThatFit(string root)
    {
        var place = FleetPlace.Of("/fleets/news", "a-name-of-a-fleet-of-forty-characters-xx", root);
        Encoding.UTF8.GetByteCount(place.Socket).Should().BeLessThanOrEqualTo(103);
        Encoding.UTF8.GetByteCount(place.GatewaySocket).Should().BeLessThanOrEqualTo(103);
    }
}
