using Slipway.Deployment.Fleet;
using Slipway.Supervisor.State;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.State;

public sealed class StateStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Begin_NotCommitted_LeavesNothing()
    {
        using var store = Open();
        using (store.Begin())
        {
            store.Save(new ServiceRecord { Name = "iris" });
            store.IsEnding = true;
        }

        store.Services().Should().BeEmpty();
        store.IsEnding.Should().BeFalse();
    }

    [Fact]
    public void Begin_OneWithinAnother_IsCommittedWithTheOuterOne()
    {
        using (var store = Open())
        {
            using var outer = store.Begin();
            using (var inner = store.Begin())
            {
                store.Save(new ServiceRecord { Name = "iris", Stable = 3 });
                inner.Commit();
            }

            store.IsEnding = true;
            outer.Commit();
        }

        using var again = Open();
        again.Services().Should().ContainSingle().Which.Stable.Should().Be(3);
        again.IsEnding.Should().BeTrue();
        again.Spec.Should().BeNull("that a fleet ends is no spec");
    }

    [Fact]
    public void History_Service_HasItsNewestInOrder()
    {
        using var store = Open();
        for (var i = 0; i < 5; i++)
        {
            store.Append(Entry("iris", $"{i}"));
            store.Append(Entry("ner", $"{i}"));
        }

        store.History("iris", 2).Select(entry => entry.Message).Should().Equal("3", "4");
        store.History(null, 100).Should().HaveCount(10);
    }

    [Fact]
    public void Open_OfANewerVersion_IsRefused()
    {
        using (
            var connection = new Microsoft.Data.Sqlite.SqliteConnection(
                $"Data Source={_folder["fleet.db"]};Pooling=false"
            )
        )
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var open = Open;
        open.Should().Throw<InvalidDataException>().WithMessage("*newer version of Slipway*");
    }

    private StateStore Open() => new(_folder["fleet.db"]);

    private static HistoryEntry Entry(string service, string message) =>
        new()
        {
            At = DateTimeOffset.UnixEpoch,
            Service = service,
            Kind = "step",
            Message = message,
        };
}
