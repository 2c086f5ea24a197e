package RT::Extension::Cspdesk::Thread;

# csp.thread/1: one ticket with its thread, as it was at one moment. What this file
# promises:
#  - everything is read in one database snapshot. RT itself commits a changed field before
#    the transaction that tells of it, so a field may be one step ahead of the thread,
#    never behind it;
#  - a ticket shows its own transactions only. A merged ticket keeps its thread and names
#    its successor in merged_into; the successor does not repeat that thread, so nothing
#    in it can count twice;
#  - what RT has not got is null, never "". Ids are strings;
#  - whether mail was automatic, and by which door a message came in, is said from the
#    stored headers, which RT's mail gateway writes itself (X-RT-Interface).
#
# The caller has checked ShowTicket and ShowTicketComments, so the thread is read as the
# system (RT would ask for the same rights again at each value), except for changes of
# custom fields that the user may not see. So are people: RT hides mail addresses from
# users without AdminUsers.

use strict;
use warnings;

use Email::Address ();
use JSON           ();

use constant CONTENT_MAX => 262_144;    # characters

my %SILENT  = map { $_ => 1 } qw(EmailRecord CommentEmailRecord);
my %MESSAGE = map { $_ => 1 } qw(Create Correspond Comment);
my %ours;                               # addresses in this thread: are they RT's?

sub Read {
    my ( $class, $user, $id ) = @_;
    return Snapshot( sub {
        my $ticket = RT::Ticket->new($user);
        $ticket->LoadById($id);
        return Document($ticket);
    } );
}

# MariaDB wants the isolation level before the transaction, PostgreSQL inside it. What
# was read here is old for the next request in this process, so RT's cache is emptied.
sub Snapshot {
    my $code = shift;
    my $db   = RT->DatabaseHandle;
    my $type = RT->Config->Get('DatabaseType');
    my $set  = 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ';
    DBIx::SearchBuilder::Record::Cachable->FlushCache;
    $db->dbh->do($set) if $type =~ /^(?:mysql|MariaDB)\z/;
    $db->BeginTransaction;
    $db->dbh->do($set) if $type eq 'Pg';
    my $document = eval { $code->() };
    my $error    = $@;
    $db->ForceRollback;
    DBIx::SearchBuilder::Record::Cachable->FlushCache;
    die $error unless $document;
    return $document;
}

sub Document {
    my $ticket = shift;
    my $now    = RT::Date->new( RT->SystemUser );
    $now->SetToNow;
    %ours = ();
    my %author;    # few people write a long thread
    my @thread = map { Entry( $_, $author{ $_->Creator } //= Author( $ticket, User( $_->Creator ) ) ) }
        Transactions($ticket);
    return {
        schema       => 'csp.thread/1',
        desk_version => $RT::VERSION,
        now          => Time($now),
        last         => Last( $ticket, \@thread ),
        ticket       => Ticket($ticket),
        requestor    => Requestor($ticket),
        transactions => \@thread,
        attachments  => Files($ticket),
    };
}

# Parts of its messages that have a name, oldest first. Their bytes are as RT counted them
# when it took them in.
sub Files {
    my $ticket = shift;
    my $all    = RT::Attachments->new( RT->SystemUser );
    my $txns   = $all->TransactionAlias;
    $all->Columns(qw(id TransactionId Filename ContentType ContentEncoding Headers));
    $all->Limit( ALIAS => $txns, FIELD => 'ObjectType', VALUE => 'RT::Ticket' );
    $all->Limit( ALIAS => $txns, FIELD => 'ObjectId',   VALUE => $ticket->id );
    $all->Limit( ALIAS => $txns, FIELD => 'Type', OPERATOR => '!=', VALUE => $_, ENTRYAGGREGATOR => 'AND' )
        for sort keys %SILENT;
    $all->Limit( FIELD => 'Filename', OPERATOR => 'IS NOT', VALUE => 'NULL', QUOTEVALUE => 0 );
    $all->OrderBy( FIELD => 'id', ORDER => 'ASC' );
    return [ map { File($_) } @{ $all->ItemsArrayRef } ];
}

sub File {
    my $part = shift;
    my $name = Text( $part->Filename ) // return;
    my $size = $part->GetHeader('Content-Length') // 0;
    return {
        id    => $part->TransactionId . '-' . $part->id,
        name  => $name,
        type  => Text( lc( $part->ContentType // '' ) ),
        bytes => $size =~ /^\d{1,15}\z/ ? 0 + $size : 0,
    };
}

# By ObjectId: RT's own list adds the transactions of tickets merged into this one.
sub Transactions {
    my $ticket = shift;
    my $all    = RT::Transactions->new( RT->SystemUser );
    $all->Limit( FIELD => 'ObjectType', VALUE => 'RT::Ticket' );
    $all->Limit( FIELD => 'ObjectId',   VALUE => $ticket->id );
    $all->OrderBy( FIELD => 'id', ORDER => 'ASC' );
    my %may;
    return grep {
        $_->Type eq 'CustomField'
            ? $may{ $_->Field } //= MaySeeField( $ticket, $_->Field )
            : !$SILENT{ $_->Type }
    } @{ $all->ItemsArrayRef };
}

sub MaySeeField {
    my ( $ticket, $id ) = @_;
    my $cf = RT::CustomField->new( $ticket->CurrentUser );
    $cf->SetContextObject($ticket);
    $cf->Load($id);
    return $cf->CurrentUserCanSee ? 1 : 0;
}

# The ticket's ETag in RT's own REST2, good for If-Match: RT counts what this user may
# see, of merged tickets too.
sub Last {
    my ( $ticket, $thread ) = @_;
    my $own = @$thread ? $thread->[-1]{id} : 0;
    my $all = $ticket->Transactions;
    $all->Limit( FIELD => 'id', OPERATOR => '>=', VALUE => $own );
    $all->OrderByCols( { FIELD => 'id', ORDER => 'DESC' } );
    my $newest = $all->First;
    return '' . ( $newest ? $newest->id : $own );
}

sub Ticket {
    my $ticket = shift;
    my $into   = $ticket->EffectiveId;
    return {
        id           => '' . $ticket->id,
        queue        => Text( $ticket->QueueObj->__Value('Name') ),
        subject      => Text( $ticket->Subject ),
        status       => Text( $ticket->Status ),
        status_class => StatusClass($ticket),
        priority     => '' . ( $ticket->Priority // 0 ),
        owner        => Text( User( $ticket->Owner )->Name ),
        created      => Time( $ticket->CreatedObj ),
        updated      => Time( $ticket->LastUpdatedObj ),
        merged_into  => $into == $ticket->id ? undef : "$into",
        fields       => Fields($ticket),
        refers_to    => RefersTo($ticket),
    };
}

sub StatusClass {
    my $ticket = shift;
    my ( $cycle, $status ) = ( $ticket->LifecycleObj, $ticket->Status );
    return 'initial' if $cycle->IsInitial($status);
    return $cycle->IsInactive($status) ? 'inactive' : 'active';
}

# Fields that the user may see; one list per name, even if two fields share it.
sub Fields {
    my $ticket = shift;
    my %fields;
    for my $cf ( @{ $ticket->CustomFields->ItemsArrayRef } ) {
        my $values = $cf->ValuesForObject($ticket)->ItemsArrayRef;
        push @{ $fields{ Text( $cf->Name ) } }, map { Text( $_->Content ) // () } @$values;
    }
    return \%fields;
}

# Tickets by id, anything else by its URI.
sub RefersTo {
    my $ticket = shift;
    my $links  = RT::Links->new( RT->SystemUser );
    $links->Limit( FIELD => 'Base', VALUE => $ticket->URI );
    $links->Limit( FIELD => 'Type', VALUE => 'RefersTo' );
    $links->OrderBy( FIELD => 'id', ORDER => 'ASC' );
    return [ map { $_->LocalTarget ? '' . $_->LocalTarget : Text( $_->Target ) } @{ $links->ItemsArrayRef } ];
}

# The first requestor who is a person.
sub Requestor {
    my $ticket  = shift;
    my $members = RT::GroupMembers->new( RT->SystemUser );
    $members->LimitToMembersOfGroup( $ticket->Requestors->PrincipalId );
    $members->OrderBy( FIELD => 'id', ORDER => 'ASC' );
    my ($first) = grep { $_->MemberObj->IsUser } @{ $members->ItemsArrayRef };
    my $user = User( ( $first or return undef )->MemberId );
    return {
        id           => '' . $user->id,
        name         => Text( $user->Name ),
        email        => Text( $user->EmailAddress ),
        real_name    => Text( $user->RealName ),
        organisation => Text( $user->Organization ),
        language     => Text( $user->Lang ),
        outside      => Bool( !$user->Privileged && $user->id != RT->SystemUser->id ),
    };
}

sub Entry {
    my ( $txn, $author ) = @_;
    my $custom = $txn->Type eq 'CustomField';
    return {
        id      => '' . $txn->id,
        type    => $txn->Type,
        field   => $custom ? FieldName( $txn->Field ) : Text( $txn->Field ),
        old     => Named( $txn, $txn->OldValue ),
        new     => Named( $txn, $txn->NewValue ),
        created => Time( $txn->CreatedObj ),
        author  => $author,
        Message($txn),
    };
}

# RT stores the numbers of queues, owners and fields; people know their names.
sub Named {
    my ( $txn, $value ) = @_;
    my $field = $txn->Type eq 'CustomField' ? '' : $txn->Field // '';
    return Text($value) unless $field =~ /^(?:Queue|Owner)\z/ && ( $value // '' ) =~ /^[1-9]\d*\z/;
    return Text( User($value)->Name // $value ) if $field eq 'Owner';
    my $queue = RT::Queue->new( RT->SystemUser );
    $queue->Load($value);
    return Text( $queue->Name // $value );
}

sub FieldName {
    my $id = shift;
    my $cf = RT::CustomField->new( RT->SystemUser );
    $cf->Load($id);
    return Text( $cf->Name // $id );
}

sub User {
    my $user = RT::User->new( RT->SystemUser );
    $user->Load(shift);
    return $user;
}

sub Author {
    my ( $ticket, $user ) = @_;
    return {
        id         => '' . $user->id,
        name       => Text( $user->Name ),
        email      => Text( $user->EmailAddress ),
        privileged => Bool( $user->Privileged ),
        requestor  => Bool( $ticket->Requestors->HasMemberRecursively( $user->id ) ),
        system     => Bool( $user->id == RT->SystemUser->id ),
    };
}

sub Message {
    my $txn  = shift;
    my %none = map { $_ => undef } qw(via automatic content content_type);
    my $top  = $MESSAGE{ $txn->Type } && $txn->Attachments->First;
    return ( %none, truncated => JSON::false() ) unless $top;
    my @headers = Headers($top);
    my ($via) = map { $_->[0] eq 'x-rt-interface' ? $_->[1] : () } @headers;
    return ( %none, via => Text($via), automatic => Automatic( $via // '', @headers ), Content($txn) );
}

# [ lower case name, value ], continuation lines joined.
sub Headers {
    my $top = shift;
    my @headers;
    for ( $top->SplitHeaders ) {
        my ( $name, $value ) = /^([^:\s]+):\s*(.*)\z/s or next;
        s/\s+/ /g, s/ \z// for $value;
        push @headers, [ lc $name, $value ];
    }
    return @headers;
}

# The marks of mail that no person has just written; any one of them is enough. RT's own
# RT-DetectedAutoGenerated is not among them: 5.0.3 sets it for "Auto-Submitted: no" too.
my %AUTOMATIC = (
    'auto-submitted'           => qr/^(?!no\b)./i,
    'precedence'               => qr/^(?:bulk|junk|list)\b/i,
    'x-auto-response-suppress' => qr/^(?!none\b)./i,
    'return-path'              => qr/^(?:<\s*>)?\z|^<?owner-|-request@/i,
    'x-autoreply'              => qr/^(?!no\b)./i,
    'x-autorespond'            => qr/^(?!no\b)./i,
    'x-fc-machinegenerated'    => qr/^true\b/i,
    'x-failed-recipients'      => qr/./,
    'from'                     => qr/^(?:.*<\s*>)?\z|\b(?:mailer-daemon|postmaster|(?:no|do-?not)[-_.]?reply)\b[^\s@]*@/i,
    'content-type'             => qr{^multipart/report\b}i,
);
$AUTOMATIC{"list-$_"} = qr/./ for qw(id help unsubscribe subscribe post owner archive);    # RFC 2919, 2369

sub Automatic {
    my $via = shift;
    for my $header (@_) {
        my ( $name, $value ) = @$header;
        next if $name eq 'from' && $via ne 'Email';    # RT's own pages leave it empty
        next unless $AUTOMATIC{$name} && $value =~ $AUTOMATIC{$name} || $name eq 'from' && IsOurs($value);
        return Text( "$name: " . substr $value, 0, 100 );
    }
    return undef;
}

# What RT sent comes back: a forward, or a queue that is subscribed to another.
sub IsOurs {
    return scalar grep { $ours{ $_->address } //= RT::EmailParser->IsRTAddress( $_->address ) || 0 }
        Email::Address->parse(shift);
}

# The plain text if the message has one, else the HTML as it is.
sub Content {
    my $txn  = shift;
    my $part = $txn->ContentObj( Type => 'text/plain' ) or return ( truncated => JSON::false() );
    my $text = Text( $part->Content );
    return ( truncated => JSON::false() ) unless defined $text;
    return (
        content_type => lc $part->ContentType,
        content      => substr( $text, 0, CONTENT_MAX ),
        truncated    => Bool( length $text > CONTENT_MAX ),
    );
}

# Characters that JSON or its readers cannot carry become U+FFFD.
sub Text {
    my $text = shift;
    return undef unless defined $text && length $text;
    $text = "$text";
    $text =~ s/[\x{0}\x{D800}-\x{DFFF}]|[^\x{0}-\x{10FFFF}]/\x{FFFD}/g;
    return $text;
}

sub Time { return $_[0]->IsSet ? $_[0]->W3CDTF( Timezone => 'UTC' ) : undef }

sub Bool { return $_[0] ? JSON::true() : JSON::false() }

1;
