using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Data.Sqlite;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;

namespace Slipway.Supervisor.State;

/// <summary>
/// What must survive the supervisor, in SQLite: the spec, revisions, running replicas, rollouts, history. Every change is on disk
/// before it is acted on. Used by one thread at a time.
/// </summary>
internal sealed class StateStore : IDisposable
{
    private const int SchemaVersion = 1;
    private const int KeptHistory = 10_000;

    private readonly SqliteConnection _connection;
    private bool _isInTransaction;

    public StateStore(string file)
    {
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString()
        );
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = NORMAL");
        CreateTables();
    }

    public FleetSpec? Spec
    {
        get => ReadOne("SELECT json FROM fleet WHERE id = 1", DeploymentJson.Default.FleetSpec);
        set
        {
            if (value is null)
                Execute("DELETE FROM fleet WHERE id = 1");
            else
                Execute(
                    "INSERT OR REPLACE INTO fleet (id, json) VALUES (1, $json)",
                    ("$json", JsonSerializer.Serialize(value, DeploymentJson.Default.FleetSpec))
                );
        }
    }

    /// <summary>The fleet was told to end, and may not have yet.</summary>
    public bool IsEnding
    {
        get => Read("SELECT json FROM fleet WHERE id = 2", DeploymentJson.Default.Boolean) is [true];
        set =>
            Execute(
                value ? "INSERT OR REPLACE INTO fleet (id, json) VALUES (2, 'true')" : "DELETE FROM fleet WHERE id = 2"
            );
    }

    /// <summary>What is written until it is committed is there as a whole or, where it is only disposed, not at all.</summary>
    public StoreTransaction Begin() => new(this);

    public IReadOnlyList<ServiceRecord> Services() =>
        Read("SELECT json FROM services", StateJson.Default.ServiceRecord);

    public void Save(ServiceRecord service) =>
        Execute(
            "INSERT OR REPLACE INTO services (name, json) VALUES ($name, $json)",
            ("$name", service.Name),
            ("$json", JsonSerializer.Serialize(service, StateJson.Default.ServiceRecord))
        );

    public void DeleteService(string name)
    {
        Execute("DELETE FROM services WHERE name = $name", ("$name", name));
        Execute("DELETE FROM revisions WHERE service = $name", ("$name", name));
    }

    public IReadOnlyList<RevisionRecord> Revisions() =>
        Read("SELECT json FROM revisions ORDER BY service, number", StateJson.Default.RevisionRecord);

    public void Save(RevisionRecord revision) =>
        Execute(
            "INSERT OR REPLACE INTO revisions (service, number, json) VALUES ($service, $number, $json)",
            ("$service", revision.Service),
            ("$number", revision.Number),
            ("$json", JsonSerializer.Serialize(revision, StateJson.Default.RevisionRecord))
        );

    public void DeleteRevision(string service, int number) =>
        Execute(
            "DELETE FROM revisions WHERE service = $service AND number = $number",
            ("$service", service),
            ("$number", number)
        );

    public IReadOnlyList<ReplicaRecord> Replicas() =>
        Read("SELECT json FROM replicas", StateJson.Default.ReplicaRecord);

    public void Save(ReplicaRecord replica) =>
        Execute(
            "INSERT OR REPLACE INTO replicas (name, json) VALUES ($name, $json)",
            ("$name", replica.Name),
            ("$json", JsonSerializer.Serialize(replica, StateJson.Default.ReplicaRecord))
        );

    public void DeleteReplica(string name) => Execute("DELETE FROM replicas WHERE name = $name", ("$name", name));

    public void Append(HistoryEntry entry)
    {
        Execute(
            "INSERT INTO history (service, json) VALUES ($service, $json)",
            ("$service", (object?)entry.Service ?? DBNull.Value),
            ("$json", JsonSerializer.Serialize(entry, DeploymentJson.Default.HistoryEntry))
        );
        Execute("DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - $kept", ("$kept", KeptHistory));
    }

    /// <summary>The newest, the oldest of them first.</summary>
    public IReadOnlyList<HistoryEntry> History(string? service, int last) =>
        [
            .. Enumerable.Reverse(
                Read(
                    service is null
                        ? "SELECT json FROM history ORDER BY id DESC LIMIT $last"
                        : "SELECT json FROM history WHERE service = $service ORDER BY id DESC LIMIT $last",
                    DeploymentJson.Default.HistoryEntry,
                    ("$last", last),
                    ("$service", (object?)service ?? DBNull.Value)
                )
            ),
        ];

    public void Dispose() => _connection.Dispose();

    /// <summary>One within another belongs to the outer one.</summary>
    internal sealed class StoreTransaction : IDisposable
    {
        private readonly StateStore _store;
        private readonly bool _isOuter;
        private bool _isCommitted;

        public StoreTransaction(StateStore store)
        {
            _store = store;
            _isOuter = !store._isInTransaction;
            if (!_isOuter)
                return;
            store.Execute("BEGIN IMMEDIATE");
            store._isInTransaction = true;
        }

        public void Commit()
        {
            if (_isOuter)
                _store.Execute("COMMIT");
            _isCommitted = true;
        }

        public void Dispose()
        {
            if (!_isOuter)
                return;
            _store._isInTransaction = false;
            if (!_isCommitted)
                _store.Execute("ROLLBACK");
        }
    }

    private void CreateTables()
    {
        using var version = _connection.CreateCommand();
        version.CommandText = "PRAGMA user_version";
        var found = (long)version.ExecuteScalar()!;
        if (found > SchemaVersion)
        {
            throw new InvalidDataException(
                $"{_connection.DataSource} was written by a newer version of Slipway: use that version, or another state folder."
            );
        }

        if (found == SchemaVersion)
            return;
        Execute(
            $"""
            BEGIN;
            CREATE TABLE fleet (id INTEGER PRIMARY KEY, json TEXT NOT NULL);
            CREATE TABLE services (name TEXT PRIMARY KEY, json TEXT NOT NULL);
            CREATE TABLE revisions (service TEXT, number INTEGER, json TEXT NOT NULL, PRIMARY KEY (service, number));
            CREATE TABLE replicas (name TEXT PRIMARY KEY, json TEXT NOT NULL);
            CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, service TEXT, json TEXT NOT NULL);
            CREATE INDEX history_service ON history (service, id);
            PRAGMA user_version = {SchemaVersion};
            COMMIT;
            """
        );
    }

    private T? ReadOne<T>(string sql, JsonTypeInfo<T> type)
        where T : class => Read(sql, type) is [var only] ? only : null;

    private List<T> Read<T>(string sql, JsonTypeInfo<T> type, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(JsonSerializer.Deserialize(reader.GetString(0), type)!);
        }

        return rows;
    }

    private void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
