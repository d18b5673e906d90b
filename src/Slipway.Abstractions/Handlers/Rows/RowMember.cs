using System.Reflection;

namespace Slipway.Handlers.Rows;

/// <summary>A property of a row and its tensor.</summary>
/// <param name="Column">The tensor.</param>
/// <param name="Property">Null where the row itself is the value.</param>
/// <param name="Default">What it is where a request leaves it out.</param>
internal sealed record RowMember(Column Column, PropertyInfo? Property, object? Default)
{
    /// <param name="row">The row's type, for messages.</param>
    /// <param name="property">The property.</param>
    /// <param name="parameter">The parameter of the constructor that it is set by; null where it is set by itself.</param>
    /// <exception cref="ArgumentException">Its type is that of no tensor.</exception>
    public static RowMember Of(Type row, PropertyInfo property, ParameterInfo? parameter)
    {
        if (!ColumnTypes.Has(property.PropertyType))
        {
            throw new ArgumentException(
                $"{row.Name}.{property.Name} is of type {property.PropertyType.Name}, which no tensor carries. It may be "
                    + $"{ColumnTypes.Expected}; what has more dimensions is written as an IModelHandler."
            );
        }

        var said = property.GetCustomAttribute<TensorAttribute>() ?? parameter?.GetCustomAttribute<TensorAttribute>();
        var isOptional = parameter is { HasDefaultValue: true };
        return new RowMember(
            ColumnTypes.Create(property.PropertyType, property.Name, said, isOptional),
            property,
            isOptional ? parameter!.DefaultValue : null
        );
    }
}
