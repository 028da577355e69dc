using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Tale.Actors.Tests.Shared;

/// <summary>
/// Reads from a built assembly which of its types use which: base types, interfaces, constraints, attributes and what they name,
/// fields, signatures, locals, caught exceptions and everything that the code names.
/// The signature of a member that is called is left out: its own type has that arrow.
/// </summary>
internal sealed class TypeUses : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly AttributeArguments _arguments;
    private readonly TypesInSignature _signatures = new();

    public TypeUses(Assembly assembly)
    {
        _file = new PEReader(File.OpenRead(assembly.Location));
        _metadata = _file.GetMetadataReader();
        _arguments = new AttributeArguments(assembly);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Those that hold a type somebody has written.</summary>
    public IEnumerable<string> Namespaces() => Written().Select(type => Name(type).Namespace).Distinct();

    public IEnumerable<TypeUse> Read()
    {
        foreach (var handle in Written())
        {
            var from = Name(handle);
            foreach (var (place, used) in OfType(_metadata.GetTypeDefinition(handle)))
            {
                if (!IsGenerated(Outermost(used)))
                    yield return new TypeUse(from, place, Name(used));
            }
        }
    }

    // Left out is what the compiler adds beside all namespaces, such as anonymous types: their arguments count for whoever makes them.
    private IEnumerable<TypeDefinitionHandle> Written() => _metadata.TypeDefinitions.Where(handle => !IsGenerated(Outermost(handle)));

    private bool IsGenerated(TypeDefinition outermost) =>
        _metadata.GetString(outermost.Name).StartsWith('<') || outermost.GetCustomAttributes().Any(attribute => Constructed(attribute) is
            "System.Runtime.CompilerServices.CompilerGeneratedAttribute" or "Microsoft.CodeAnalysis.EmbeddedAttribute");

    private IEnumerable<(string Place, TypeDefinitionHandle Used)> OfType(TypeDefinition type)
    {
        var itself = Placed("base", InSignature(type.BaseType).Concat(Each(type.GetInterfaceImplementations(), _metadata.GetInterfaceImplementation,
                implemented => InSignature(implemented.Interface).Concat(InAttributes(implemented.GetCustomAttributes())))))
            .Concat(Placed("attribute", InAttributes(type.GetCustomAttributes())))
            .Concat(Placed("constraint", InGenericParameters(type.GetGenericParameters())));
        var properties = type.GetProperties().Select(_metadata.GetPropertyDefinition)
            .SelectMany(property => Placed(_metadata.GetString(property.Name), InAttributes(property.GetCustomAttributes())));
        var events = type.GetEvents().Select(_metadata.GetEventDefinition)
            .SelectMany(raised => Placed(_metadata.GetString(raised.Name), InAttributes(raised.GetCustomAttributes())));
        var fields = type.GetFields().Select(_metadata.GetFieldDefinition).SelectMany(field => Placed(
            _metadata.GetString(field.Name), field.DecodeSignature(_signatures, null).Concat(InAttributes(field.GetCustomAttributes()))));
        var methods = type.GetMethods().Select(_metadata.GetMethodDefinition)
            .SelectMany(method => Placed(_metadata.GetString(method.Name), InMethod(method)));
        return itself.Concat(properties).Concat(events).Concat(fields).Concat(methods);
    }

    private IEnumerable<TypeDefinitionHandle> InMethod(MethodDefinition method)
    {
        var signature = method.DecodeSignature(_signatures, null);
        var head = signature.ReturnType.Concat(signature.ParameterTypes.SelectMany(types => types))
            .Concat(InAttributes(method.GetCustomAttributes()))
            .Concat(Each(method.GetParameters(), _metadata.GetParameter, parameter => InAttributes(parameter.GetCustomAttributes())))
            .Concat(InGenericParameters(method.GetGenericParameters()));
        return method.RelativeVirtualAddress == 0 ? head : head.Concat(InBody(_file.GetMethodBody(method.RelativeVirtualAddress)));
    }

    private IEnumerable<TypeDefinitionHandle> InBody(MethodBodyBlock body)
    {
        var locals = InSignature(body.LocalSignature);
        var caught = body.ExceptionRegions.Where(region => region.Kind == ExceptionRegionKind.Catch)
            .SelectMany(region => InSignature(region.CatchType));
        var code = IntermediateLanguage.Tokens(body.GetILBytes()!).SelectMany(token => InSignature(MetadataTokens.EntityHandle(token)));
        return locals.Concat(caught).Concat(code);
    }

    private IEnumerable<TypeDefinitionHandle> InGenericParameters(GenericParameterHandleCollection parameters) =>
        Each(parameters, _metadata.GetGenericParameter, parameter => InAttributes(parameter.GetCustomAttributes()).Concat(
            Each(parameter.GetConstraints(), _metadata.GetGenericParameterConstraint, constraint => InSignature(constraint.Type))));

    private IEnumerable<TypeDefinitionHandle> InAttributes(CustomAttributeHandleCollection attributes) =>
        Each(attributes, _metadata.GetCustomAttribute, attribute => InSignature(attribute.Constructor).Concat(_arguments.Types(attribute)));

    /// <summary>The types of this assembly that something in a signature or in code names.</summary>
    private IEnumerable<TypeDefinitionHandle> InSignature(EntityHandle handle)
    {
        if (handle.IsNil)
            return [];
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                return [(TypeDefinitionHandle)handle];
            case HandleKind.MethodDefinition:
                return [_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()];
            case HandleKind.FieldDefinition:
                return [_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()];
            case HandleKind.MemberReference:
                return InSignature(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return InSignature(method.Method).Concat(method.DecodeSignature(_signatures, null).SelectMany(types => types));
            case HandleKind.TypeSpecification:
                return _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, null);
            case HandleKind.StandaloneSignature:
                var signature = _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle);
                if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
                    return signature.DecodeLocalSignature(_signatures, null).SelectMany(types => types);
                var called = signature.DecodeMethodSignature(_signatures, null);
                return called.ReturnType.Concat(called.ParameterTypes.SelectMany(types => types));
            default:
                return [];   // of another assembly
        }
    }

    private TypeName Name(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var name = _metadata.GetString(type.Name);
        if (!type.IsNested)
            return new TypeName(_metadata.GetString(type.Namespace), name);
        var outer = Name(type.GetDeclaringType());
        return outer with { Name = $"{outer.Name}+{name}" };
    }

    private TypeDefinition Outermost(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.IsNested ? Outermost(type.GetDeclaringType()) : type;
    }

    private string? Constructed(CustomAttributeHandle handle)
    {
        var constructor = _metadata.GetCustomAttribute(handle).Constructor;
        if (constructor.Kind == HandleKind.MethodDefinition)
        {
            var name = Name(_metadata.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType());
            return $"{name.Namespace}.{name.Name}";
        }
        if (_metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is not { Kind: HandleKind.TypeReference } parent)
            return null;
        var type = _metadata.GetTypeReference((TypeReferenceHandle)parent);
        return $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }

    private static IEnumerable<(string Place, TypeDefinitionHandle Used)> Placed(string place, IEnumerable<TypeDefinitionHandle> used) =>
        used.Select(type => (place, type));

    private static IEnumerable<TypeDefinitionHandle> Each<THandle, T>(
        IEnumerable<THandle> handles, Func<THandle, T> read, Func<T, IEnumerable<TypeDefinitionHandle>> types) => handles.Select(read).SelectMany(types);
}
