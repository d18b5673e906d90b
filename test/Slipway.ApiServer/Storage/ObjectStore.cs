using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Storage;

/// <summary>
/// Every object in memory, one counter of versions for all of them, and the history that watches and consistent lists
/// read. Thread-safe; who reads and then writes holds <see cref="Gate"/> over both.
/// </summary>
public sealed class ObjectStore
{
    private readonly Dictionary<string, SortedDictionary<ObjectKey, StoredObject>> _objects = new(
        StringComparer.Ordinal
    );
    private readonly List<Change> _history = [];
    private readonly int _historyLimit;
    private TaskCompletionSource _written = NewSignal();

    /// <param name="historyLimit">Changes that are kept; a reader that falls further behind is told that it has.</param>
    public ObjectStore(int historyLimit) => _historyLimit = historyLimit;

    /// <summary>Held over a reading and the writing that follows from it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The version of the newest write.</summary>
    public long Revision { get; private set; } = 1;

    /// <summary>The oldest version from which a watch can start and a list be made.</summary>
    public long Oldest { get; private set; } = 1;

    public StoredObject? Find(string storage, ObjectKey key)
    {
        lock (Gate)
        {
            return _objects.GetValueOrDefault(storage)?.GetValueOrDefault(key);
        }
    }

    /// <summary>The objects of a kind, by namespace and name.</summary>
    /// <param name="inNamespace">Empty for all of them.</param>
    public IReadOnlyList<StoredObject> List(string storage, string inNamespace = "")
    {
        lock (Gate)
        {
            return _objects.TryGetValue(storage, out var all)
                ? [.. all.Values.Where(found => inNamespace.Length == 0 || found.Namespace == inNamespace)]
                : [];
        }
    }

    /// <summary>Every object of every kind.</summary>
    public IReadOnlyList<StoredObject> All()
    {
        lock (Gate)
        {
            return [.. _objects.Values.SelectMany(kind => kind.Values)];
        }
    }

    /// <summary>The objects of a kind as they were at a version; null where the history does not reach back so far.</summary>
    public IReadOnlyList<StoredObject>? ListAt(string storage, long revision)
    {
        lock (Gate)
        {
            if (revision < Oldest)
                return null;
            var state = new SortedDictionary<ObjectKey, StoredObject>(_objects.GetValueOrDefault(storage) ?? []);
            for (var index = _history.Count - 1; index >= 0 && _history[index].Revision > revision; index--)
            {
                var change = _history[index];
                if (change.After.Storage != storage)
                    continue;
                if (change.Before is null)
                    state.Remove(change.After.Key);
                else
                    state[change.Before.Key] = change.Before;
            }

            return [.. state.Values];
        }
    }

    /// <summary>Writes an object and gives it the next version. The content is the store's from then on.</summary>
    public StoredObject Put(string storage, ObjectKey key, JsonObject content)
    {
        lock (Gate)
        {
            if (!_objects.TryGetValue(storage, out var kind))
                _objects.Add(storage, kind = []);
            kind.TryGetValue(key, out var before);
            var after = new StoredObject(storage, key, ++Revision, content);
            kind[key] = after;
            Record(new Change(Revision, before, after, Deleted: false));
            return after;
        }
    }

    /// <summary>Takes an object away; gives its last state, with the version of its going.</summary>
    public StoredObject Remove(StoredObject current)
    {
        lock (Gate)
        {
            _objects[current.Storage].Remove(current.Key);
            var last = new StoredObject(current.Storage, current.Key, ++Revision, current.Copy());
            Record(new Change(Revision, current, last, Deleted: true));
            return last;
        }
    }

    /// <summary>The changes after a version, a bounded number of them; null where some are no longer kept.</summary>
    public IReadOnlyList<Change>? ChangesAfter(long revision, int most)
    {
        lock (Gate)
        {
            if (revision < Oldest)
                return null;
            var first = _history.Count - (int)Math.Min(Revision - revision, _history.Count);
            return _history.GetRange(first, Math.Min(most, _history.Count - first));
        }
    }

    /// <summary>A task that ends with the next write after a version; at once where there was one.</summary>
    public Task WrittenAfter(long revision)
    {
        lock (Gate)
        {
            return Revision > revision ? Task.CompletedTask : _written.Task;
        }
    }

    /// <summary>Forgets the history; watches and lists of older versions are expired.</summary>
    public void Compact()
    {
        lock (Gate)
        {
            _history.Clear();
            Oldest = Revision;
            Signal();
        }
    }

    private void Record(Change change)
    {
        _history.Add(change);
        if (_history.Count > _historyLimit)
        {
            // A quarter at a time, so that a full history is not moved with every write.
            var forgotten = Math.Max(1, _historyLimit / 4);
            Oldest = _history[forgotten - 1].Revision;
            _history.RemoveRange(0, forgotten);
        }

        Signal();
    }

    private void Signal()
    {
        var written = _written;
        _written = NewSignal();
        written.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
