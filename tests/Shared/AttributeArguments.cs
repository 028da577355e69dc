using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Tale.Actors.Tests.Shared;

/// <summary>
/// The types of an assembly that arguments of attributes name: <c>[Some(typeof(Type))]</c>. They stand there as texts, not as references.
/// </summary>
internal sealed class AttributeArguments(Assembly assembly) : ICustomAttributeTypeProvider<Type>
{
    public IEnumerable<TypeDefinitionHandle> Types(CustomAttribute attribute)
    {
        var value = attribute.DecodeValue(this);
        return value.FixedArguments.SelectMany(argument => In(argument.Type).Concat(In(argument.Value)))
            .Concat(value.NamedArguments.SelectMany(argument => In(argument.Type).Concat(In(argument.Value))));
    }

    private IEnumerable<TypeDefinitionHandle> In(object? value) => value switch
    {
        Type { HasElementType: true } type => In(type.GetElementType()),
        Type { IsConstructedGenericType: true } type =>
            In(type.GetGenericTypeDefinition()).Concat(type.GetGenericArguments().SelectMany(In)),
        Type type when type.Assembly == assembly => [(TypeDefinitionHandle)MetadataTokens.EntityHandle(type.MetadataToken)],
        ImmutableArray<CustomAttributeTypedArgument<Type>> array => array.SelectMany(element => In(element.Type).Concat(In(element.Value))),
        _ => [],
    };

    public Type GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Resolve(handle);

    public Type GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Resolve(handle);

    /// <summary>A name without an assembly is one of this assembly, also as the argument of another's generic type.</summary>
    public Type GetTypeFromSerializedName(string name) => Type.GetType(
        name,
        Assembly.Load,
        (named, type, _) => named is not null ? named.GetType(type) : assembly.GetType(type) ?? Type.GetType(type),
        throwOnError: true)!;

    public Type GetPrimitiveType(PrimitiveTypeCode typeCode) => Type.GetType($"System.{typeCode}", throwOnError: true)!;

    public Type GetSZArrayType(Type elementType) => elementType.MakeArrayType();

    public Type GetSystemType() => typeof(Type);

    public bool IsSystemType(Type type) => type == typeof(Type);

    public PrimitiveTypeCode GetUnderlyingEnumType(Type type) => Enum.Parse<PrimitiveTypeCode>(Enum.GetUnderlyingType(type).Name);

    private Type Resolve(EntityHandle handle) => assembly.ManifestModule.ResolveType(MetadataTokens.GetToken(handle));
}
