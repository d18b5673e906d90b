using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Handlers.Rows;

/// <summary>
/// How rows of a type become tensors and back. Its members are looked at once, when it is made. Thread-safe.
/// </summary>
internal sealed class RowType<[DynamicallyAccessedMembers(RowMembers.Needed)] T>
    where T : notnull
{
    private readonly List<RowMember> _members;
    private readonly ConstructorInfo? _constructor;
    private readonly int _parameters;
    private readonly bool _isScalar;

    /// <param name="scalar">The tensor's name where the type is no row but itself a value.</param>
    /// <exception cref="ArgumentException">It cannot be; tells which member and why.</exception>
    public RowType(string scalar)
    {
        _isScalar = ColumnTypes.Has(typeof(T));
        if (_isScalar)
        {
            _members =
            [
                new RowMember(ColumnTypes.Create(typeof(T), scalar, said: null, isOptional: false), null, null),
            ];
            return;
        }

        var properties = typeof(T)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .ToList();
        (_constructor, _members) = Construction(properties);
        _parameters = _members.Count;
        _members.AddRange(properties.Where(IsLeft).Select(property => RowMember.Of(typeof(T), property, null)));
        if (_members.Count == 0)
            throw new ArgumentException($"{typeof(T).Name} has no public properties, and so no tensors.");
        var twice = _members.GroupBy(member => member.Column.Spec.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"{typeof(T).Name} has two properties for the tensor '{twice.Key}'.");

        bool IsLeft(PropertyInfo property) => !_members.Exists(member => member.Property == property);
    }

    public IReadOnlyList<TensorSpec> Specs => [.. _members.Select(member => member.Column.Spec)];

    /// <summary>Holds the type against what a row must be that is made of a request.</summary>
    /// <exception cref="ArgumentException">It cannot be made.</exception>
    public void CheckCanBeMade()
    {
        if (_isScalar)
            return;
        if (_constructor is null && !typeof(T).IsValueType)
        {
            throw new ArgumentException(
                $"{typeof(T).Name} cannot be made of a request: it needs a public constructor without parameters, or one "
                    + "whose parameters have the names and types of its properties, as a record's."
            );
        }

        // What is computed of the others is no input.
        _members.RemoveAll(member => _members.IndexOf(member) >= _parameters && member.Property?.SetMethod is null);
        if (_members.Count == 0)
            throw new ArgumentException($"{typeof(T).Name} has no properties that can be set, and so no inputs.");
    }

    /// <summary>The rows of a request.</summary>
    /// <exception cref="ServingException">InvalidArgument where its inputs have different numbers of rows.</exception>
    public T[] Read(InferenceRequest request)
    {
        var count = RowCount(request);
        var columns = _members.ConvertAll(member =>
            request.FindInput(member.Column.Spec.Name) is { } input ? member.Column.Read(input.Tensor) : null
        );
        var rows = new T[count];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = _isScalar ? (T)columns[0]![row] : Make(columns, row);
        }

        return rows;
    }

    /// <summary>The outputs that the request asks for.</summary>
    /// <exception cref="ServingException">Internal: the rows make no tensor.</exception>
    public InferenceResponse Write(IReadOnlyList<T> rows, InferenceRequest request)
    {
        var response = new InferenceResponse();
        try
        {
            foreach (var (column, property, _) in _members.Where(member => request.Wants(member.Column.Spec.Name)))
            {
                var values = new object?[rows.Count];
                for (var row = 0; row < values.Length; row++)
                {
                    values[row] = property is null ? rows[row] : property.GetValue(rows[row]);
                }

                response.Outputs.Add(new NamedTensor(column.Spec.Name, column.Write(values)));
            }

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private T Make(List<object[]?> columns, int row)
    {
        var arguments = new object?[_parameters];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = columns[i] is { } column ? column[row] : _members[i].Default;
        }

        // Boxed, so that the properties of a struct can be set too.
        object made = _constructor is null
            ? default(T)!
            : _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        for (var i = _parameters; i < _members.Count; i++)
        {
            if (columns[i] is { } column)
                _members[i].Property!.SetValue(made, column[row], BindingFlags.DoNotWrapExceptions, null, null, null);
        }

        return (T)made;
    }

    // Nothing but optional inputs, and none of them sent: one row of what is the default.
    private static long RowCount(InferenceRequest request)
    {
        string? first = null;
        long count = 1;
        foreach (var (name, tensor, _) in request.Inputs)
        {
            if (first is null)
                (first, count) = (name, tensor.Shape[0]);
            else if (tensor.Shape[0] != count)
            {
                throw ServingException.InvalidArgument(
                    $"Input '{name}' has {tensor.Shape[0]} rows and '{first}' has {count}; the inputs of a request have "
                        + "one number of rows."
                );
            }
        }

        return count;
    }

    /// <summary>The constructor with the most parameters of which each is a property, and those properties.</summary>
    private static (ConstructorInfo?, List<RowMember>) Construction(List<PropertyInfo> properties)
    {
        foreach (
            var constructor in typeof(T)
                .GetConstructors()
                .OrderByDescending(candidate => candidate.GetParameters().Length)
        )
        {
            var pairs = constructor
                .GetParameters()
                .Select(parameter =>
                    (Parameter: parameter, Property: properties.Find(property => Fits(property, parameter)))
                )
                .ToList();
            if (pairs.TrueForAll(pair => pair.Property is not null))
            {
                return (constructor, pairs.ConvertAll(pair => RowMember.Of(typeof(T), pair.Property!, pair.Parameter)));
            }
        }

        return (null, []);

        static bool Fits(PropertyInfo property, ParameterInfo parameter) =>
            property.PropertyType == parameter.ParameterType
            && string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase);
    }
}
