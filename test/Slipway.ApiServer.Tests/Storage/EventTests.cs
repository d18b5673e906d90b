using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Storage;

public sealed class EventTests : ClusterTest
{
    [Fact]
    public async Task Event_OfOneGroup_IsReadInTheOther()
    {
        var map = await MakeMapAsync("first");
        await Client.EventsV1.CreateNamespacedEventAsync(
            new Eventsv1Event
            {
                Metadata = new V1ObjectMeta { Name = "first.1" },
                EventTime = new DateTime(2026, 1, 1, 12, 0, 0, 250, DateTimeKind.Utc),
                Regarding = new V1ObjectReference
                {
                    Kind = "ConfigMap",
                    Name = "first",
                    NamespaceProperty = Space,
                    Uid = map.Metadata.Uid,
                },
                Note = "It was seen.",
                Reason = "Seen",
                Action = "Look",
                Type = "Normal",
                ReportingController = "example.com/looker",
                ReportingInstance = "looker-1",
            },
            Space,
            cancellationToken: Cancelled
        );
        var core = await Client.CoreV1.ListNamespacedEventAsync(
            Space,
            fieldSelector: $"involvedObject.uid={map.Metadata.Uid}",
            cancellationToken: Cancelled
        );
        var seen = core.Items.Should().ContainSingle().Subject;
        seen.Message.Should().Be("It was seen.");
        seen.ReportingComponent.Should().Be("example.com/looker");

        var patch = new V1Patch(
            """{"series":{"count":2,"lastObservedTime":"2026-01-01T12:00:01.000000Z"}}""",
            V1Patch.PatchType.MergePatch
        );
        var patched = await Client.EventsV1.PatchNamespacedEventAsync(
            patch,
            "first.1",
            Space,
            cancellationToken: Cancelled
        );
        patched.Note.Should().Be("It was seen.");
        patched.Regarding.Name.Should().Be("first");
        var whole = new V1Patch(
            """{"series":{"count":3,"lastObservedTime":"2026-01-01T12:00:02Z"}}""",
            V1Patch.PatchType.MergePatch
        );
        var refused = await RefusedAsync(() =>
            Client.EventsV1.PatchNamespacedEventAsync(whole, "first.1", Space, cancellationToken: Cancelled)
        );
        refused.Message.Should().Contain("parsing time", "times of this kind have six digits after the point");
        (await Client.CoreV1.ReadNamespacedEventAsync("first.1", Space, cancellationToken: Cancelled))
            .Series.Count.Should()
            .Be(2);
    }
}
