on('DOMContentLoaded',()=>doc.querySelectorAll('[data-search]').forEach(select=>{
  let {id}=select,
    plain=text=>text.normalize('NFD').replace(/\p{M}/gu,'').toLowerCase().replace(/\./g,'').replace(/[^\p{L}\p{N}]+/gu,' ').trim(),
    make=(tag,attributes)=>{
      let e=doc.createElement(tag);
      for(let name in attributes)e.setAttribute(name,attributes[name]);
      return e;
    },
    options=[...select.options].filter(o=>o.value),
    typed=new Option,
    box=make('div',{class:'search'}),
    input=make('input',{type:'text',role:'combobox',id,'aria-autocomplete':'list','aria-controls':id+'-list',autocomplete:select.autocomplete==='country'?'country-name':'off'}),
    list=make('ul',{role:'listbox',id:id+'-list',tabindex:-1,'aria-label':select.labels[0].textContent}),
    none=make('p',{role:'status',class:'limit'}),
    active,
    close=()=>{
      active=null;
      list.hidden=true;
      input.setAttribute('aria-expanded',false);
      input.removeAttribute('aria-activedescendant');
    },
    mark=item=>{
      active?.setAttribute('aria-selected',false);
      active=item;
      active.setAttribute('aria-selected',true);
      active.scrollIntoView({block:'nearest'});
      input.setAttribute('aria-activedescendant',active.id);
    },
    open=found=>{
      close();
      list.replaceChildren(...found.map((o,i)=>{
        let item=make('li',{role:'option',id:`${id}-${i}`,'aria-selected':false,lang:o.lang,dir:o.dir});
        item.textContent=o.text;
        item.option=o;
        return item;
      }));
      list.hidden=!found[0];
      input.setAttribute('aria-expanded',!list.hidden);
      let item=[...list.children].find(item=>item.option.selected);
      if(item)mark(item);
    },
    choose=o=>{
      o.selected=true;
      input.value=o.text;
      close();
      select.dispatchEvent(new Event('input',{bubbles:true}));
    };
  for(let o of options){
    let {words=''}=o.dataset;
    o.names=[plain(o.text),plain(o.text.split(' (')[0]),...words.split(',').map(plain)];
    o.words=` ${plain(o.value)} ${o.names.join(' ')}`;
  }
  for(let name of ['aria-describedby','aria-invalid','required'])if(select.hasAttribute(name))input.setAttribute(name,select.getAttribute(name));
  typed.hidden=true;
  select.append(typed);
  if(select.dataset.search){
    input.value=select.dataset.search;
    typed.value=' '+input.value;
    typed.selected=true;
  }else if(select.value)input.value=select.selectedOptions[0].text;
  select.id='';
  select.hidden=true;
  box.append(input,list,none);
  select.before(box);
  close();
  input.addEventListener('input',()=>{
    let text=input.value.trim(),
      name=plain(text),
      same=options.filter(o=>o.text===text),
      named=options.filter(o=>name&&o.names.includes(name)),
      words=options.filter(o=>o.words.includes(' '+name)),
      found=words[0]?words:options.filter(o=>o.words.includes(name));
    typed.value=text&&' '+text;
    (same[0]||(named[1]?typed:named[0])||typed).selected=true;
    none.textContent=found[0]?'':select.dataset.none;
    if(doc.activeElement===input)open(found);
  });
  input.addEventListener('click',()=>list.hidden?open(options):close());
  input.addEventListener('blur',()=>{
    if(!typed.selected&&select.value)input.value=select.selectedOptions[0].text;
    close();
  });
  input.addEventListener('keydown',e=>{
    let step={ArrowDown:1,ArrowUp:-1}[e.key],
      items=[...list.children];
    if(e.key==='Tab'&&active)return choose(active.option);
    if(e.key==='Escape'&&!list.hidden)close();
    else if(e.key==='Enter'&&active)choose(active.option);
    else if(step&&list.hidden)open(options);
    else if(step)mark(items.at((items.indexOf(active)+step+(step<0&&!active))%items.length));
    else return;
    e.preventDefault();
  });
  list.addEventListener('mousedown',e=>e.preventDefault());
  list.addEventListener('click',e=>e.target.option&&choose(e.target.option));
}));
